#include "engine/host/one_line.h"

#include <gtest/gtest.h>

namespace pipevane::host {
namespace {

TEST(OneLine, IsFitForATerminalAndForJson) {
  EXPECT_EQ(oneLine("No route to host"), "No route to host");
  EXPECT_EQ(oneLine("a\r\nb\x1b[31m\x7f"), "a  b [31m ");
  EXPECT_EQ(oneLine("M\xc3\xbcller"), "M\xc3\xbcller");
  EXPECT_EQ(oneLine("\xff\xc3 \xe2\x82"), "?? ??");
}

TEST(OneLine, HasNothingThatATerminalObeys) {
  for (const char* each :
       {"\xc2\x80", "\xc2\x9b", "\xc2\x9f", "\xe2\x80\x8e", "\xe2\x80\x8f", "\xe2\x80\xa8",
        "\xe2\x80\xaa", "\xe2\x80\xae", "\xe2\x81\xa6", "\xe2\x81\xa9", "\xd8\x9c"})
    EXPECT_EQ(oneLine(std::string("a") + each + "b"), "a b");
  for (const char* each : {"\xc2\xa0", "\xe2\x80\x8d", "\xe2\x80\x93", "\xe2\x80\xaf",
                           "\xe2\x81\xa5", "\xe2\x81\xaa", "\xd8\x9b", "\xf0\x9f\x8e\x84"})
    EXPECT_EQ(oneLine(each), each) << "its neighbours stay";
}

}  // namespace
}  // namespace pipevane::host
