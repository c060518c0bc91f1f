#include "plugins/web/random_text.h"

#include <pipevane/error.h>

#include <sys/random.h>

namespace pipevane::web {

std::string randomText(std::size_t bytes) {
  constexpr std::size_t kMostAtOnce = 256;  // so many the system gives in one piece
  std::string raw(bytes, '\0');
  if (bytes > kMostAtOnce || ::getrandom(raw.data(), raw.size(), 0) != static_cast<ssize_t>(bytes))
    throw Error("cannot make a random text: the system gives no random bytes");
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string text;
  for (const char each : raw) {
    const auto byte = static_cast<unsigned char>(each);
    text.append(1, kDigits[byte >> 4U]).append(1, kDigits[byte & 15U]);
  }
  return text;
}

}  // namespace pipevane::web
