#include "engine/loader/catalogue.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <unistd.h>

#include <filesystem>
#include <map>
#include <string>

namespace pipevane::loader {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

const std::filesystem::path kVariants =
    PIPEVANE_BUILD_DIR "/tests/out_of_tree/abi_variants/plugins";

TEST(Catalogue, RefusesEachBrokenPluginByNameWithItsReasonAndKeepsTheRest) {
  Catalogue catalogue;
  catalogue.addFolder(kVariants);
  std::map<std::string, std::string> why;
  for (const RefusedPlugin& refused : catalogue.refused()) {
    why[refused.file.filename().string()] = refused.why;
    EXPECT_THAT(refused.why, HasSubstr("cannot load plugin \"" + refused.file.string() + "\": "));
  }
  const std::map<std::string, std::string> expected = {
      {"abi_newer_minor.so",
       "it wants plugin contract 1.1, this engine has 1.0: use a newer engine"},
      {"abi_newer_major.so",
       "it wants plugin contract 2.0, this engine has 1.0: use a newer engine"},
      {"abi_older_major.so", "build it against this engine's SDK"},
      {"abi_wrong_magic.so", "is not the description of a plugin"},
      {"abi_null_types.so", "it offers no component"},
      {"abi_no_summary.so", "component \"abi_no_summary\" has no summary"},
      {"abi_bad_summary.so", "it crashes while it is loaded"},
      {"abi_no_help.so", "option \"note\" has no help"},
      {"abi_types_of_no_size.so", "its components do not say how long"},
      {"abi_options_of_no_size.so", "its options do not say how long they are"},
      {"abi_options_between.so", "its options do not say how long they are"},
      {"abi_reserved_bytes.so", "option \"note\" has something in its reserved bytes"},
      {"abi_no_symbol.so", "it exports no symbol"},
      {"abi_unresolved.so", "undefined symbol"},
      {"abi_crashes.so", "it crashes while it is loaded"},
      {"abi_hangs.so", "it did not finish loading within"},
      {"abi_exits.so", "it ends the process while it is loaded"},
      {"not_a_plugin.so", "it cannot be loaded"},
  };
  for (const auto& [file, reason] : expected) EXPECT_THAT(why[file], HasSubstr(reason)) << file;
  EXPECT_EQ(why.size(), expected.size());
  for (const char* file : {"abi_unresolved.so", "not_a_plugin.so"})
    EXPECT_THAT(why[file], Not(HasSubstr("Bad file descriptor"))) << "of no file that matters";
  ASSERT_EQ(catalogue.plugins().size(), 2u) << "abi_accepted and abi_create_fails";
  for (const LoadedPlugin& plugin : catalogue.plugins()) EXPECT_NE(plugin.description, nullptr);
}

TEST(Catalogue, FindsAComponentTypeByItsName) {
  Catalogue catalogue;
  catalogue.addFile(kVariants / "abi_accepted.so");
  ASSERT_EQ(catalogue.typeNames().size(), 1u);
  const std::string name = catalogue.typeNames()[0];
  ASSERT_NE(catalogue.find(name), nullptr);
  EXPECT_EQ(catalogue.find(name)->name, name);
  EXPECT_EQ(catalogue.find("nobody_offers_this"), nullptr);
}

TEST(Catalogue, KeepsTheFirstOfTwoThatOfferOneComponent) {
  const auto copy =
      std::filesystem::path(::testing::TempDir()) / ("copy_" + std::to_string(getpid()) + ".so");
  std::filesystem::copy_file(kVariants / "abi_accepted.so", copy,
                             std::filesystem::copy_options::overwrite_existing);
  Catalogue catalogue;
  catalogue.addFile(kVariants / "abi_accepted.so");
  catalogue.addFile(copy);
  std::filesystem::remove(copy);
  EXPECT_EQ(catalogue.plugins().size(), 1u);
  ASSERT_EQ(catalogue.refused().size(), 1u);
  EXPECT_THAT(catalogue.refused()[0].why, HasSubstr("is already offered by"));
}

TEST(Catalogue, AFolderThatIsNotThereHoldsNothing) {
  Catalogue catalogue;
  catalogue.addFolder("/nowhere/at/all");
  EXPECT_TRUE(catalogue.plugins().empty());
  EXPECT_TRUE(catalogue.refused().empty());
}

}  // namespace
}  // namespace pipevane::loader
