#include "engine/host/file_watch.h"

#include "tests/plugins/web/temporary_folder.h"

#include <gmock/gmock.h>

#include <fstream>
#include <semaphore>

namespace pipevane::host {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

void write(const fs::path& file, const char* text) { std::ofstream(file) << text; }

class Watched : public ::testing::Test {
 protected:
  Watched() { write(file_, "before"); }

  bool told() { return told_.try_acquire_for(std::chrono::seconds(20)); }
  void tell() { told_.release(); }

  web::TemporaryFolder folder_;
  const fs::path file_ = folder_.path / "p.yaml";

 private:
  std::counting_semaphore<> told_{0};
};

TEST_F(Watched, IsAFileThatIsWrittenInItsPlace) {
  const FileWatch watch({file_}, [this] { tell(); });
  write(file_, "after");
  EXPECT_TRUE(told());
  write(file_, "and again");
  EXPECT_TRUE(told());
}

TEST_F(Watched, IsAFileThatAnotherOneIsPutInThePlaceOf) {
  const FileWatch watch({file_}, [this] { tell(); });
  write(folder_.path / "p.yaml.new", "after");
  fs::rename(folder_.path / "p.yaml.new", file_);
  EXPECT_TRUE(told());
}

TEST_F(Watched, IsAFileThatIsNotThereYet) {
  const FileWatch watch({folder_.path / "later.yaml"}, [this] { tell(); });
  write(folder_.path / "later.yaml", "there");
  EXPECT_TRUE(told());
}

// As Kubernetes shows a ConfigMap: the file is a link into a folder that is a link.
TEST_F(Watched, IsALinkWhoseFolderIsSwapped) {
  for (const char* version : {"v1", "v2"}) {
    fs::create_directory(folder_.path / version);
    write(folder_.path / version / "mapped.yaml", version);
  }
  fs::create_directory_symlink("v1", folder_.path / "..data");
  fs::create_symlink("..data/mapped.yaml", folder_.path / "mapped.yaml");
  const FileWatch watch({folder_.path / "mapped.yaml"}, [this] { tell(); });
  fs::create_directory_symlink("v2", folder_.path / "..data_new");
  fs::rename(folder_.path / "..data_new", folder_.path / "..data");
  EXPECT_TRUE(told());
}

TEST_F(Watched, IsWhereALinkShowsAfterItWasTurned) {
  for (const char* name : {"old", "new"}) {
    fs::create_directory(folder_.path / name);
    write(folder_.path / name / (std::string(name) + ".yaml"), name);
  }
  fs::create_symlink("old/old.yaml", folder_.path / "link.yaml");
  const FileWatch watch({folder_.path / "link.yaml"}, [this] { tell(); });
  fs::create_symlink("new/new.yaml", folder_.path / "turned");
  fs::rename(folder_.path / "turned", folder_.path / "link.yaml");
  ASSERT_TRUE(told());
  write(folder_.path / "new/new.yaml", "changed");
  EXPECT_TRUE(told());
}

TEST_F(Watched, IsNotWhatIsInAFolderThatIsNotThere) {
  const FileWatch none({"/no/such/folder/p.yaml", file_}, [] {});
  EXPECT_THAT(none.unwatched(), ElementsAre("/no/such/folder/p.yaml"));
  EXPECT_THAT(FileWatch({file_}, [] {}).unwatched(), IsEmpty());
}

}  // namespace
}  // namespace pipevane::host
