#include "engine/config/references.h"

#include <fstream>
#include <sstream>

namespace pipevane::config {
namespace {

// A secret, a certificate; anything larger is the wrong file.
constexpr std::streamsize kLargestFile = 1 << 20;

void resolveEnv(std::string_view inside, const Environment& environment, Resolved& out) {
  const auto otherwise = inside.find(":-");
  const std::string name(inside.substr(0, otherwise));
  const auto known = environment.find(name);
  // Also where it is not used: it stands in the file.
  out.literal = out.literal || otherwise != std::string_view::npos;
  const bool given = known != environment.end() && !known->second.empty();
  if (given) {
    out.value += known->second;
  } else if (otherwise != std::string_view::npos) {
    out.value += inside.substr(otherwise + 2);
  } else {
    out.problems.push_back("cannot resolve \"${env:" + name + "}\": the variable " + name +
                           " is not set; set it, or write ${env:" + name + ":-default}");
  }
}

void resolveFile(const std::string& path, Resolved& out) {
  std::ifstream file(path, std::ios::binary);
  std::string content(static_cast<std::size_t>(kLargestFile) + 1, '\0');
  if (!file ||
      (!file.read(content.data(), kLargestFile + 1) && file.gcount() == 0 && !file.eof())) {
    out.problems.push_back("cannot resolve \"${file:" + path + "}\": the file cannot be read");
    return;
  }
  if (file.gcount() > kLargestFile) {
    out.problems.push_back("cannot resolve \"${file:" + path +
                           "}\": the file is larger than 1 MiB");
    return;
  }
  content.resize(static_cast<std::size_t>(file.gcount()));
  while (content.ends_with('\n') || content.ends_with('\r')) content.pop_back();
  out.value += content;
}

}  // namespace

Resolved resolve(std::string_view written, const Environment& environment) {
  Resolved out;
  for (std::size_t i = 0; i < written.size(); ++i) {
    if (written[i] != '$' || i + 1 == written.size()) {
      out.value += written[i];
      out.literal = true;
    } else if (written[i + 1] == '$') {
      out.value += '$';
      out.literal = true;
      ++i;
    } else if (written[i + 1] != '{') {
      out.value += '$';
      out.literal = true;
    } else {
      const auto end = written.find('}', i);
      const std::string_view inside =
          written.substr(i + 2, end == std::string_view::npos ? 0 : end - i - 2);
      out.referred = true;
      if (inside.starts_with("env:"))
        resolveEnv(inside.substr(4), environment, out);
      else if (inside.starts_with("file:"))
        resolveFile(std::string(inside.substr(5)), out);
      else
        out.problems.push_back(
            "cannot resolve a reference: it reads neither ${env:NAME} nor ${file:/path}; a plain "
            "dollar sign is $$");
      if (end == std::string_view::npos) break;
      i = end;
    }
  }
  return out;
}

}  // namespace pipevane::config
