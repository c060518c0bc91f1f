#include "engine/config/yaml_node.h"

#include "engine/config/yaml_documents.h"

#include <yaml-cpp/depthguard.h>
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <sstream>
#include <utility>

namespace pipevane::config {
namespace {

constexpr std::size_t kLargestDocument = 1 << 20;
constexpr std::size_t kMostNodes = 100'000;
constexpr int kDeepest = 32;
constexpr const char* kTooDeep = "the document is nested deeper than 32 levels";

std::string lineOf(const std::string& text, int number) {
  std::istringstream lines(text);
  std::string line;
  for (int i = 0; i <= number && std::getline(lines, line); ++i) {
  }
  return line;
}

// Inside { } and [ ] the braces of a reference that stands without quotes are taken for a map's.
std::string hintFor(const std::string& text, const YAML::Exception& error) {
  const std::string line = error.mark.is_null() ? "" : lineOf(text, error.mark.line);
  const auto opened = line.find_first_of("{[");
  for (auto at = line.find("${"); at != std::string::npos; at = line.find("${", at + 1))
    if (opened < at && std::string_view(" ,:[{").find(line[at - 1]) != std::string_view::npos)
      return "; a reference inside { } or [ ] stands in quotes, as in {path: \"${env:NAME}\"}";
  return "";
}

class Converter {
 public:
  Converter(const std::string& file, Problems& problems) : file_(file), problems_(problems) {}

  YamlNode convert(const YAML::Node& from, int depth = 0) {
    YamlNode made;
    made.place = placeOf(from.Mark());
    if (++nodes_ > kMostNodes)
      throw ConfigError({{made.place, "the document has more than 100,000 nodes"}});
    if (depth > kDeepest) throw ConfigError({{made.place, kTooDeep}});
    if (from.IsScalar()) {
      made.kind = YamlNode::Kind::kScalar;
      made.text = from.Scalar();
    } else if (from.IsSequence()) {
      made.kind = YamlNode::Kind::kList;
      for (const YAML::Node& item : from) made.items.push_back(convert(item, depth + 1));
    } else if (from.IsMap()) {
      made.kind = YamlNode::Kind::kMap;
      for (const auto& entry : from) add(made, entry.first, entry.second, depth);
    }
    return made;
  }

  Place placeOf(const YAML::Mark& mark) const {
    // yaml-cpp counts from 0 and marks what it knows no place of with -1.
    return mark.is_null() ? Place{file_, 0, 0} : Place{file_, mark.line + 1, mark.column + 1};
  }

 private:
  void add(YamlNode& map, const YAML::Node& key, const YAML::Node& value, int depth) {
    YamlNode name = convert(key, depth + 1);
    if (name.kind != YamlNode::Kind::kScalar) {
      problems_.add(name.place, "a key must be plain text");
      return;
    }
    if (const YamlNode* first = map.find(name.text)) {
      problems_.add(name.place, "\"" + name.text +
                                    "\" stands here a second time; the first is in line " +
                                    std::to_string(first->place.line));
      return;
    }
    YamlNode content = convert(value, depth + 1);
    // An empty value has no place of its own.
    if (content.place.line == 0 || content.kind == YamlNode::Kind::kNothing)
      content.place = name.place;
    map.entries.push_back({std::move(name), std::move(content)});
  }

  const std::string& file_;
  Problems& problems_;
  std::size_t nodes_ = 0;
};

}  // namespace

const YamlNode* YamlNode::find(std::string_view key) const {
  const auto at =
      std::ranges::find_if(entries, [key](const auto& entry) { return entry.first.text == key; });
  return at == entries.end() ? nullptr : &at->second;
}

const char* nameOf(YamlNode::Kind kind) {
  switch (kind) {
    case YamlNode::Kind::kNothing:
      return "nothing";
    case YamlNode::Kind::kScalar:
      return "a single value";
    case YamlNode::Kind::kList:
      return "a list";
    case YamlNode::Kind::kMap:
      return "a map";
  }
  return "";
}

YamlNode parseYaml(const std::string& text, const std::string& file, Problems& problems) {
  if (text.size() > kLargestDocument)
    throw ConfigError({{{file, 0, 0}, "the file is larger than 1 MiB"}});
  Converter converter(file, problems);
  try {
    const int documents = countDocuments(text);
    if (documents == 0) throw ConfigError({{{file, 0, 0}, "the file is empty"}});
    if (documents > 1) throw ConfigError({{{file, 0, 0}, "the file holds more than one document"}});
    return converter.convert(YAML::Load(text));
  } catch (const YAML::DeepRecursion& error) {
    throw ConfigError({{converter.placeOf(error.mark), kTooDeep}});
  } catch (const YAML::Exception& error) {
    throw ConfigError(
        {{converter.placeOf(error.mark), "this is not YAML: " + error.msg + hintFor(text, error)}});
  }
}

}  // namespace pipevane::config
