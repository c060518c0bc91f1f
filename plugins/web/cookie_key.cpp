#include "plugins/web/cookie_key.h"

#include "plugins/web/random_text.h"
#include "plugins/web/secret_file.h"
#include "plugins/web/token.h"

#include <filesystem>

namespace pipevane::web {
namespace {

constexpr std::size_t kKeyBytes = 32;

// The key and what ties it to the token, which does not tell the token's hash.
std::string lineOf(const std::string& key, const std::string& token_hash) {
  return key + " " + signatureOf("token " + token_hash, key) + "\n";
}

}  // namespace

std::string keptCookieKey(const std::string& folder, const std::string& token_hash) {
  if (folder.empty()) return randomText(kKeyBytes);
  const auto file = std::filesystem::path(folder) / "web_cookie_key";
  const std::string kept = readSecret(file);
  std::string key = kept.substr(0, 2 * kKeyBytes);
  if (key.size() == 2 * kKeyBytes && equalSecrets(kept, lineOf(key, token_hash))) return key;
  key = randomText(kKeyBytes);
  writeSecret(file, lineOf(key, token_hash));
  return key;
}

}  // namespace pipevane::web
