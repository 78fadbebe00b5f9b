// SPDX-License-Identifier: Apache-2.0
#pragma once
#include <cstdint>
#include <optional>
#include <string_view>

namespace thema {

/// Days since 1970-01-01 of "2007-04-02" (exactly so written); nothing if it is not a day of the calendar.
std::optional<std::int32_t> parse_iso_day(std::string_view text);

/// Days since 1970-01-01 of the date in "Mon, 2 Apr 2007 19:18:42 GMT" (RFC 5322, the weekday may lack); the time is
/// ignored. Nothing if it is not a day of the calendar.
std::optional<std::int32_t> parse_mail_day(std::string_view text);

}  // namespace thema
