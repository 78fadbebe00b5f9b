// SPDX-License-Identifier: Apache-2.0
// One rank fails while all have a stage file open. Its message must be seen and the job must end: the other ranks wait
// in a barrier, and closing the file would wait for them.
#include <cstdlib>
#include <filesystem>

#include "thema/core/error.hpp"
#include "thema/core/runtime.hpp"
#include "thema/data/stage_file.hpp"

int main(int argc, char** argv) {
  if (argc != 2) return EXIT_FAILURE;
  const std::filesystem::path run = argv[1];
  return thema::run_with_runtime({}, [&](thema::Context& context) {
    if (context.comm.is_root()) thema::create_folder(run);
    context.comm.barrier();
    const std::vector<thema::DatasetSpec> datasets{{"x", thema::h5::element_type<float>(), {8}}};
    auto writer = thema::StageWriter::create(context, run, {"failing", "", {"a"}, {}}, datasets);
    const float one[] = {1.0F};
    writer.write<float>("x", context.comm.rank(), one);
    if (context.comm.rank() == context.comm.size() - 1) thema::fail_data("this rank fails");
    context.comm.barrier();
    return thema::ExitCode::done;
  });
}
