// The dashboard's files, read when the server starts: an address is looked up among their names and
// never made into a path, and what is served is what the ETag was made of, whatever becomes of the
// files.
#pragma once

#include "plugins/web/http.h"

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>

namespace pipevane::web {

class StaticFiles {
 public:
  // A folder that is not there is no error: a plain page then says so.
  explicit StaticFiles(const std::filesystem::path& folder);

  // The file for that request. Throws Problem.
  Response answer(const Request& request) const;
  bool empty() const { return files_.empty(); }

 private:
  struct Content {
    std::string bytes, etag;
  };
  struct File {
    std::string type;
    Content plain;
    std::optional<Content> packed;  // with gzip
    bool immutable = false;
  };
  void add(const std::filesystem::path& root, const std::filesystem::path& path);
  std::optional<Content> read(const std::filesystem::path& path);
  const File* find(const Request& request) const;
  static Response serve(const File& file, const Request& request);

  std::map<std::string, File> files_;  // by address
  std::uintmax_t bytes_ = 0;           // of all of them
};

}  // namespace pipevane::web
