#include "plugins/web/history_csv.h"

#include "plugins/web/utc_text.h"

#include <gtest/gtest.h>

namespace pipevane::web {
namespace {

TEST(Cell, IsInQuotesWhereItNeedsThem) {
  struct Case {
    std::string_view text, cell;
  };
  for (const Case& each : std::initializer_list<Case>{{"", ""},
                                                      {"lab/vm/100", "lab/vm/100"},
                                                      {"a,b", "\"a,b\""},
                                                      {"a;b", "\"a;b\""},
                                                      {"say \"yes\"", "\"say \"\"yes\"\"\""},
                                                      {"two\r\nlines", "\"two\r\nlines\""},
                                                      {"M\xC3\xBCnchen", "M\xC3\xBCnchen"},
                                                      {"\xFF!", "\xEF\xBF\xBD!"},
                                                      {"\uFF21=1", "\uFF21=1"},
                                                      {"\xEF\xBC", "\xEF\xBF\xBD\xEF\xBF\xBD"}}) {
    SCOPED_TRACE(each.text);
    std::string cell;
    appendCell(cell, each.text);
    EXPECT_EQ(cell, each.cell);
  }
}

TEST(Cell, IsNoFormula) {
  for (const std::string text :
       {"=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx", "\n=1+1", "=cmd|' /C calc'!A0",
        // Full width, which some take for the others.
        "\uFF1D1+1", "\uFF0B1", "\uFF0D1", "\uFF20SUM(A1)"}) {
    SCOPED_TRACE(text);
    std::string cell;
    appendCell(cell, text);
    EXPECT_EQ(cell, "\"'" + text + "\"");
  }
  std::string quoted;
  appendCell(quoted, "=\"a\"");
  EXPECT_EQ(quoted, "\"'=\"\"a\"\"\"");
}

TEST(UtcText, IsOfAnyTimeFrom1970On) {
  struct Case {
    std::int64_t time_ms;
    std::string_view text;
  };
  UtcText utc;
  for (const Case& each :
       std::initializer_list<Case>{{0, "1970-01-01T00:00:00.000Z"},
                                   {951'782'399'999, "2000-02-28T23:59:59.999Z"},
                                   {951'782'400'000, "2000-02-29T00:00:00.000Z"},
                                   {1'795'456'600'123, "2026-11-23T17:56:40.123Z"},
                                   {253'402'300'799'999, "9999-12-31T23:59:59.999Z"},
                                   {1'795'456'600'124, "2026-11-23T17:56:40.124Z"}})
    EXPECT_EQ(utc.of(each.time_ms), each.text);
}

}  // namespace
}  // namespace pipevane::web
