// The example plugin as its author built it, with other numbers written over its own: what a plugin
// built against another revision of the contract would look like to this engine.
#include "engine/loader/catalogue.h"

#include <gmock/gmock.h>
#include <stdlib.h>

#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <vector>

namespace pipevane {
namespace {

using ::testing::HasSubstr;

struct AbiNumbers {
  std::uint32_t magic = PV_MAGIC;
  std::uint16_t major = PV_ABI_MAJOR;
  std::uint16_t minor = PV_ABI_MINOR;
};
static_assert(sizeof(AbiNumbers) == offsetof(pv_plugin, size));

std::string numbersAsBytes(const AbiNumbers& numbers) {
  std::string bytes(sizeof numbers, '\0');
  std::memcpy(bytes.data(), &numbers, sizeof numbers);
  return bytes;
}

class AbiRules : public ::testing::Test {
 protected:
  AbiRules() {
    std::string pattern = ::testing::TempDir() + "abi_rules.XXXXXX";
    folder_ = mkdtemp(pattern.data());
    std::ifstream file(EXAMPLE_PLUGIN, std::ios::binary);
    built_ = {std::istreambuf_iterator<char>(file), std::istreambuf_iterator<char>()};
    at_ = built_.find(numbersAsBytes({}));
  }
  ~AbiRules() override { std::filesystem::remove_all(folder_); }

  void SetUp() override {
    ASSERT_NE(at_, std::string::npos) << "no plugin in " << EXAMPLE_PLUGIN;
    ASSERT_EQ(built_.find(numbersAsBytes({}), at_ + 1), std::string::npos)
        << "its description is not the only match";
  }

  // Writes the plugin with these numbers into the folder.
  void write(const std::string& name, const AbiNumbers& numbers) const {
    std::string changed = built_;
    changed.replace(at_, sizeof numbers, numbersAsBytes(numbers));
    std::ofstream(folder_ / (name + ".so"), std::ios::binary) << changed;
  }
  loader::Catalogue load() const {
    loader::Catalogue catalogue;
    catalogue.addFolder(folder_);
    return catalogue;
  }

 private:
  std::filesystem::path folder_;
  std::string built_;
  std::size_t at_ = std::string::npos;
};

TEST_F(AbiRules, AcceptsAPluginOfThisAndOfEveryOlderMinor) {
  for (unsigned minor = 0; minor <= PV_ABI_MINOR; ++minor) {
    SCOPED_TRACE(minor);
    write("scale", {.minor = static_cast<std::uint16_t>(minor)});
    const auto catalogue = load();
    EXPECT_TRUE(catalogue.refused().empty());
    EXPECT_NE(catalogue.find("scale"), nullptr);
  }
}

TEST_F(AbiRules, RefusesOtherNumbersInASentenceWithBothSides) {
  const struct {
    AbiNumbers numbers;
    const char* says;
  } cases[] = {
      {{.minor = PV_ABI_MINOR + 1}, "1.1"},
      {{.minor = UINT16_MAX}, "1.65535"},
      {{.major = PV_ABI_MAJOR + 1, .minor = 0}, "2.0"},
      {{.major = PV_ABI_MAJOR - 1, .minor = 0}, "0.0"},
      {{.magic = PV_MAGIC + 1}, PV_SYMBOL},
  };
  for (const auto& each : cases) {
    SCOPED_TRACE(each.says);
    write("scale", each.numbers);
    const auto catalogue = load();
    EXPECT_EQ(catalogue.find("scale"), nullptr);
    ASSERT_EQ(catalogue.refused().size(), 1U);
    EXPECT_THAT(catalogue.refused()[0].why, HasSubstr("scale.so"));
    EXPECT_THAT(catalogue.refused()[0].why, HasSubstr(each.says));
    if (each.numbers.magic == PV_MAGIC) {
      EXPECT_THAT(catalogue.refused()[0].why, HasSubstr("this engine has 1.0"));
    }
  }
}

TEST_F(AbiRules, LoadsTheRestWhereOneIsRefused) {
  write("a_newer", {.major = PV_ABI_MAJOR + 1});
  write("b_scale", {});
  const auto catalogue = load();
  EXPECT_EQ(catalogue.refused().size(), 1U);
  EXPECT_NE(catalogue.find("scale"), nullptr);
}

}  // namespace
}  // namespace pipevane
