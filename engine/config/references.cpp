#include "engine/config/references.h"

namespace pipevane::config {
namespace {

void resolveEnv(std::string_view inside, const Environment& environment, bool secret,
                Resolved& out) {
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
    out.problems.emplace_back("cannot resolve \"${env:" + name + "}\": the variable " + name +
                              " is not set; set it" +
                              (secret ? "" : ", or write ${env:" + name + ":-default}"));
  }
}

void resolveFile(const std::string& path, Files files, Resolved& out) {
  FileReading reading = readTextFile(path, files);
  if (reading.why.empty())
    out.value += reading.content;
  else
    out.problems.emplace_back("cannot resolve \"${file:" + path + "}\": " + reading.why);
}

}  // namespace

Resolved resolve(std::string_view written, const Environment& environment, bool secret,
                 Files files) {
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
        resolveEnv(inside.substr(4), environment, secret, out);
      else if (inside.starts_with("file:"))
        resolveFile(std::string(inside.substr(5)), files, out);
      else
        out.problems.emplace_back(
            "cannot resolve a reference: it reads neither ${env:NAME} nor ${file:/path}; a plain "
            "dollar sign is $$");
      if (end == std::string_view::npos) break;
      i = end;
    }
  }
  return out;
}

bool refers(std::string_view text) { return text.find("${") != std::string_view::npos; }

}  // namespace pipevane::config
