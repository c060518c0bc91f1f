#include "plugins/web/static_files.h"

#include "plugins/web/token.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <sstream>

namespace pipevane::web {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kMostFiles = 4096;
constexpr std::uintmax_t kMostFileBytes = 32 * 1024 * 1024;
constexpr std::size_t kEtagDigits = 24;

std::string_view typeOf(const std::string& suffix) {
  struct Type {
    std::string_view suffix, type;
  };
  static constexpr std::array<Type, 14> kTypes = {{
      {".html", "text/html; charset=utf-8"},
      {".js", "text/javascript; charset=utf-8"},
      {".mjs", "text/javascript; charset=utf-8"},
      {".css", "text/css; charset=utf-8"},
      {".json", "application/json"},
      {".map", "application/json"},
      {".webmanifest", "application/manifest+json"},
      {".svg", "image/svg+xml"},
      {".png", "image/png"},
      {".ico", "image/x-icon"},
      {".jpg", "image/jpeg"},
      {".webp", "image/webp"},
      {".woff2", "font/woff2"},
      {".txt", "text/plain; charset=utf-8"},
  }};
  const auto at = std::ranges::find(kTypes, std::string_view(suffix), &Type::suffix);
  return at == kTypes.end() ? "application/octet-stream" : at->type;
}

std::string contentOf(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::ostringstream content;
  content << in.rdbuf();
  return content.str();
}

std::string etagOf(const fs::path& path) {
  return "\"" + hashOf(contentOf(path)).substr(0, kEtagDigits) + "\"";
}

// "name-B7xQ2k1a.js": the build put a hash into the name, so that the content never changes.
bool hashInName(const fs::path& path) {
  constexpr std::size_t kLeastHash = 8;
  const std::string stem = path.stem().string();
  const std::size_t dash = stem.find_last_of("-.");
  if (dash == std::string::npos || path.parent_path().filename() != "assets") return false;
  return stem.size() - dash - 1 >= kLeastHash;
}

constexpr std::string_view kNoDashboard =
    "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Pipevane</title>"
    "<h1>Pipevane is running</h1><p>The dashboard is not installed here. "
    "The figures are at <a href=\"/api/guests\">/api/guests</a>, the rest is described by "
    "<a href=\"/api/openapi.json\">/api/openapi.json</a>.</p></html>\n";

}  // namespace

StaticFiles::StaticFiles(const fs::path& folder) {
  std::error_code missing;
  const fs::path root = fs::canonical(folder, missing);
  if (missing || !fs::is_directory(root)) return;
  for (const auto& entry : fs::recursive_directory_iterator(root))
    if (entry.is_regular_file() && !entry.is_symlink() && files_.size() < kMostFiles &&
        entry.file_size() <= kMostFileBytes)
      add(root, entry.path());
}

void StaticFiles::add(const fs::path& root, const fs::path& path) {
  if (path.extension() == ".gz") return;
  File file;
  file.path = path;
  file.type = typeOf(path.extension().string());
  file.etag = etagOf(path);
  file.immutable = hashInName(path);
  const fs::path packed = path.string() + ".gz";
  if (fs::is_regular_file(packed) && !fs::is_symlink(packed)) {
    file.packed = packed;
    file.packed_etag = etagOf(packed);
  }
  files_.emplace("/" + path.lexically_relative(root).generic_string(), std::move(file));
}

const StaticFiles::File* StaticFiles::find(const Request& request) const {
  std::string address;
  for (const std::string& part : request.parts) address += "/" + part;
  auto at = files_.find(address);
  // The dashboard's own pages have addresses without a suffix; they are all index.html.
  const bool page = request.parts.empty() || request.parts.back().find('.') == std::string::npos;
  if (at == files_.end() && page) at = files_.find("/index.html");
  return at == files_.end() ? nullptr : &at->second;
}

Response StaticFiles::answer(const Request& request) const {
  if (const File* file = find(request)) return serve(*file, request);
  if (!request.parts.empty() || !files_.empty())
    throw Problem{404, "Not found", "there is nothing at this address"};
  return {.status = 200,
          .type = "text/html; charset=utf-8",
          .body = std::string(kNoDashboard),
          .headers = {{"Cache-Control", "no-cache"}}};
}

Response StaticFiles::serve(const File& file, const Request& request) {
  const bool packed =
      !file.packed.empty() && request.header("accept-encoding").find("gzip") != std::string::npos;
  const std::string& etag = packed ? file.packed_etag : file.etag;
  Response response{.status = 200, .type = file.type, .body = {}, .headers = {}};
  response.headers = {
      {"ETag", etag},
      {"Cache-Control", file.immutable ? "public, max-age=31536000, immutable" : "no-cache"}};
  if (!file.packed.empty()) response.headers.emplace_back("Vary", "Accept-Encoding");
  if (packed) response.headers.emplace_back("Content-Encoding", "gzip");
  if (request.header("if-none-match").find(etag) != std::string::npos)
    response.status = 304;
  else
    response.body = contentOf(packed ? file.packed : file.path);
  return response;
}

}  // namespace pipevane::web
