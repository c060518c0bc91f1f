// Any bytes as the header Cookie: only what was signed gets in.
#include "plugins/web/cookie.h"

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static pipevane::web::Cookies cookies("a key that nobody knows", false, "");
  const std::string_view header(reinterpret_cast<const char*>(data), size);
  if (cookies.valid(header, 0)) std::abort();
  cookies.revoke(header, 0);
  return 0;
}
