#include "plugins/proxmox/api/folder_lock.h"

#include "tests/plugins/web/temporary_folder.h"

#include <gmock/gmock.h>
#include <pipevane/error.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <string>

namespace pipevane::proxmox {
namespace {

namespace fs = std::filesystem;
using ::testing::HasSubstr;

// Empty where it could be had.
std::string whyNot(const fs::path& file, std::chrono::milliseconds patience) {
  try {
    const FolderLock lock(file, patience);
    return {};
  } catch (const Error& error) {
    return error.what();
  }
}

TEST(FolderLock, KeepsTheNextOneOutAndSaysSo) {
  const web::TemporaryFolder folder;
  const fs::path file = folder.path / "lock";
  {
    const FolderLock lock(file);
    EXPECT_THAT(whyNot(file, std::chrono::milliseconds(20)),
                HasSubstr("cannot lock \"" + file.string() + "\": another program holds it"));
  }
  EXPECT_EQ(whyNot(file, std::chrono::milliseconds(0)), "");
}

TEST(FolderLock, EndsWithTheProgramThatHoldsIt) {
  const web::TemporaryFolder folder;
  const fs::path file = folder.path / "lock";
  const pid_t child = ::fork();
  if (child == 0) {
    const FolderLock lock(file);
    ::raise(SIGKILL);
  }
  int status = -1;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  EXPECT_TRUE(WIFSIGNALED(status));
  EXPECT_EQ(whyNot(file, std::chrono::milliseconds(0)), "");
}

TEST(FolderLock, SaysWhereItCannotBeMade) {
  EXPECT_THAT(whyNot("/proc/no/such/lock", std::chrono::milliseconds(0)),
              HasSubstr("cannot make \"/proc/no/such/lock\""));
}

}  // namespace
}  // namespace pipevane::proxmox
