#include "plugins/web/static_files.h"

#include "plugins/web/coding.h"
#include "plugins/web/token.h"

#include <algorithm>
#include <array>
#include <fstream>

namespace pipevane::web {
namespace {

namespace fs = std::filesystem;

// The dashboard has some dozens of files and less than a megabyte.
constexpr std::size_t kMostFiles = 512;
constexpr std::uintmax_t kMostBytes = 8 * 1024 * 1024;
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

// Whether one of the ETags is that one, or all are meant.
bool matches(std::string_view wanted, const std::string& etag) {
  return wanted == "*" || wanted.find(etag) != std::string_view::npos;
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
  for (const auto& entry :
       fs::recursive_directory_iterator(root, fs::directory_options::skip_permission_denied))
    if (entry.is_regular_file() && !entry.is_symlink() && files_.size() < kMostFiles)
      add(root, entry.path());
}

void StaticFiles::add(const fs::path& root, const fs::path& path) {
  if (path.extension() == ".gz") return;
  auto plain = read(path);
  if (!plain) return;
  File file;
  file.type = typeOf(path.extension().string());
  file.plain = *std::move(plain);
  file.packed = read(path.string() + ".gz");
  file.immutable = hashInName(path);
  files_.emplace("/" + path.lexically_relative(root).generic_string(), std::move(file));
}

// Nothing where it cannot be read, or would be too much to keep.
std::optional<StaticFiles::Content> StaticFiles::read(const fs::path& path) {
  std::error_code failed;
  if (fs::is_symlink(path, failed) || !fs::is_regular_file(path, failed)) return std::nullopt;
  const std::uintmax_t size = fs::file_size(path, failed);
  if (failed || size > kMostBytes - bytes_) return std::nullopt;
  std::string bytes(size, '\0');
  std::ifstream in(path, std::ios::binary);
  if (!in.read(bytes.data(), static_cast<std::streamsize>(size))) return std::nullopt;
  bytes_ += size;
  std::string etag = "\"" + hashOf(bytes).substr(0, kEtagDigits) + "\"";
  return Content{std::move(bytes), std::move(etag)};
}

// The dashboard keeps its view behind a "#": it is one page at one address.
const StaticFiles::File* StaticFiles::find(const Request& request) const {
  std::string address;
  for (const std::string& part : request.parts) address += "/" + part;
  const auto at = files_.find(address.empty() ? "/index.html" : address);
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
  const bool packed = file.packed && takesGzip(request.header("accept-encoding"));
  const Content& content = packed ? *file.packed : file.plain;
  Response response{.status = 200, .type = file.type, .body = {}, .headers = {}};
  response.headers = {
      {"ETag", content.etag},
      {"Cache-Control", file.immutable ? "public, max-age=31536000, immutable" : "no-cache"}};
  if (file.packed) varyBy("Accept-Encoding", response.headers);
  if (packed) response.headers.emplace_back("Content-Encoding", "gzip");
  if (matches(request.header("if-none-match"), content.etag))
    response.status = 304;
  else
    response.body = content.bytes;
  return response;
}

}  // namespace pipevane::web
