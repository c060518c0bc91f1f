// The dashboard's files. What is served was found when the server started: an address is looked up
// among those names and never made into a path.
#pragma once

#include "plugins/web/http.h"

#include <filesystem>
#include <map>
#include <string>

namespace pipevane::web {

class StaticFiles {
 public:
  // A folder that is not there is no error: a plain page then says so.
  explicit StaticFiles(const std::filesystem::path& folder);

  // The file for that request, or index.html where the address is a page of the dashboard. Throws
  // Problem.
  Response answer(const Request& request) const;
  bool empty() const { return files_.empty(); }

 private:
  struct File {
    std::string type, etag, packed_etag;
    std::filesystem::path path, packed;  // packed: gzip, empty where there is none
    bool immutable = false;
  };
  void add(const std::filesystem::path& root, const std::filesystem::path& path);
  const File* find(const Request& request) const;
  static Response serve(const File& file, const Request& request);

  std::map<std::string, File> files_;  // by address
};

}  // namespace pipevane::web
