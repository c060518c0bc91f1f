// Takes credentials out of what a session file is about to hold, and leaves every other byte as it
// was.
#pragma once

#include <string>
#include <string_view>

namespace pipevane::session {

// Headers of an answer that are not recorded. `name` is in lower case.
bool secretHeader(std::string_view name);

// An answer's body. The values of fields such as "ticket" and "password" are replaced, and for a
// call below /access also "value", the secret of a token just made.
std::string bodyWithoutSecrets(std::string_view body, std::string_view path);

// Any other text: API tokens and login cookies are replaced, and in a query the values of secret
// parameters.
std::string textWithoutSecrets(std::string_view text);
std::string queryWithoutSecrets(std::string_view query);

// An address without the user and password that may stand in it.
std::string hostWithoutSecrets(std::string_view host);

}  // namespace pipevane::session
