#include "tests/end_to_end/chaos/published.h"

#include <bit>
#include <charconv>
#include <stdexcept>
#include <string>
#include <string_view>

namespace pipevane::testing {
namespace {

// What stands between separators, one after the other. An hour has a million lines.
class Words {
 public:
  explicit Words(std::string_view line, char separator = ' ')
      : rest_(line), separator_(separator) {}

  bool more() const { return !rest_.empty(); }
  std::string_view rest() const { return rest_; }
  std::string_view next() {
    const std::size_t end = rest_.find(separator_);
    const std::string_view word = rest_.substr(0, end);
    rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 1);
    return word;
  }
  std::string text() { return std::string(next()); }
  template <class Number>
  Number number(int base = 10) {
    const std::string_view word = next();
    Number number{};
    if (std::from_chars(word.data(), word.data() + word.size(), number, base).ec != std::errc{})
      throw std::invalid_argument("no number: " + std::string(word));
    return number;
  }

 private:
  std::string_view rest_;
  char separator_;
};

PublishedSample sampleOf(Words words) {
  PublishedSample sample;
  sample.entity = words.text();
  sample.metric = words.text();
  sample.time_ms = words.number<std::int64_t>();
  sample.value = std::bit_cast<double>(words.number<std::uint64_t>(16));
  sample.quality = words.number<int>();
  sample.backfill = words.more();
  return sample;
}

// As the sink wrote it: fields between tabs, and behind the message its attributes.
PublishedEvent eventOf(std::string_view line) {
  Words fields(line, '\t');
  PublishedEvent event;
  event.time_ms = fields.number<std::int64_t>();
  event.entity = fields.text();
  event.id = fields.text();
  event.type = fields.text();
  event.state = fields.text();
  event.backfill = !fields.next().empty();
  event.message = fields.text();
  while (fields.more()) {
    Words attribute(fields.next(), '=');
    const std::string name = attribute.text();
    event.attributes[name] = std::string(attribute.rest());
  }
  return event;
}

}  // namespace

void Published::read(const std::function<void(const PublishedSample&)>& visit,
                     const std::function<void()>& end) {
  removed_.clear();
  events_.clear();
  std::ifstream in(file_);
  in.seekg(read_);
  for (std::string line; std::getline(in, line) && !in.eof();) {
    read_ += static_cast<std::streamoff>(line.size()) + 1;
    Words words(line);
    const std::string_view kind = words.next();
    if (kind == "sample") visit(sampleOf(words));
    if (kind == "upsert") upsert(words.rest());
    if (kind == "event") events_.push_back(eventOf(words.rest()));
    if (kind == "cycle") end();
    if (kind != "remove") continue;
    const std::string entity = words.text();
    entities_.erase(entity);
    removed_.insert(entity);
  }
}

void Published::upsert(std::string_view line) {
  Words words(line);
  Attributes& attributes = entities_[words.text()];
  while (words.more()) {
    Words attribute(words.next(), '=');
    const std::string name = attribute.text();
    if (attribute.rest() == "(absent)")
      attributes.erase(name);
    else
      attributes[name] = std::string(attribute.rest());
  }
}

}  // namespace pipevane::testing
