// SPDX-License-Identifier: Apache-2.0
// print_encoder_text: reads title, NUL, abstract, NUL, and so on; writes the encoder's text of each pair, NUL behind it.
#include <iostream>
#include <string>

#include "thema/data/documents.hpp"

int main() {
  std::string title, abstract;
  while (std::getline(std::cin, title, '\0') && std::getline(std::cin, abstract, '\0'))
    std::cout << thema::encoder_text(title, abstract) << '\0';
}
