#include "engine/config/text_file.h"

#include <filesystem>
#include <fstream>
#include <utility>

namespace pipevane::config {

FileReading readTextFile(const std::string& path) {
  constexpr std::streamsize kLargest = 1 << 20;
  std::error_code unknown;
  if (std::filesystem::is_directory(path, unknown)) return {"", "it is a folder"};
  std::ifstream file(path, std::ios::binary);
  std::string content(static_cast<std::size_t>(kLargest) + 1, '\0');
  if (!file || (!file.read(content.data(), kLargest + 1) && file.gcount() == 0 && !file.eof()))
    return {"", "the file cannot be read"};
  if (file.gcount() > kLargest) return {"", "the file is larger than 1 MiB"};
  content.resize(static_cast<std::size_t>(file.gcount()));
  while (content.ends_with('\n') || content.ends_with('\r')) content.pop_back();
  return {std::move(content), ""};
}

std::string whyOfNoUse(const std::string& path) {
  const FileReading reading = readTextFile(path);
  if (!reading.why.empty()) return reading.why;
  return reading.content.empty() ? "the file is empty" : "";
}

}  // namespace pipevane::config
