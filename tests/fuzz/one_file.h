// A folder of one file with any bytes, as what fuzz targets of files read.
#pragma once

#include <stdlib.h>

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <span>
#include <string>

namespace pipevane {

// Made anew for each; one of a process, and gone with this.
struct OneFile {
  const std::filesystem::path folder = ofProcess();

  OneFile(const std::string& name, std::span<const std::byte> bytes) {
    std::filesystem::remove_all(folder);
    std::filesystem::create_directories(folder);
    std::ofstream(folder / name, std::ios::binary)
        .write(reinterpret_cast<const char*>(bytes.data()),
               static_cast<std::streamsize>(bytes.size()));
  }
  ~OneFile() { std::filesystem::remove_all(folder); }
  OneFile(const OneFile&) = delete;
  OneFile& operator=(const OneFile&) = delete;

 private:
  static const std::filesystem::path& ofProcess() {
    static const std::filesystem::path kFolder = [] {
      std::string pattern = std::filesystem::temp_directory_path() / "history_fuzz.XXXXXX";
      return std::filesystem::path(::mkdtemp(pattern.data()));
    }();
    return kFolder;
  }
};

}  // namespace pipevane
