// Writes JSON into a string, commas and escapes included. What is no UTF-8 is replaced, so that the
// text is valid whatever came from outside.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace pipevane::web {

class JsonWriter {
 public:
  explicit JsonWriter(std::string& out) : out_(out) {}

  JsonWriter& beginObject() { return open('{'); }
  JsonWriter& endObject() { return close('}'); }
  JsonWriter& beginArray() { return open('['); }
  JsonWriter& endArray() { return close(']'); }
  JsonWriter& key(std::string_view name);

  JsonWriter& text(std::string_view value);
  JsonWriter& boolean(bool value) { return raw(value ? "true" : "false"); }
  JsonWriter& null() { return raw("null"); }
  JsonWriter& integer(std::int64_t value);
  JsonWriter& count(std::uint64_t value);
  // Shortest text that reads back as the same value; null for what JSON has no number for.
  JsonWriter& number(double value);
  // Whole numbers as they are, others with six significant digits: for what goes out every second.
  JsonWriter& rounded(double value);
  // JSON that is written already.
  JsonWriter& raw(std::string_view json);

  // To take back what turned out to be empty.
  struct Mark {
    std::size_t size;
    bool comma;
  };
  Mark mark() const { return {out_.size(), comma_}; }
  void rewind(Mark mark) {
    out_.resize(mark.size);
    comma_ = mark.comma;
  }

 private:
  JsonWriter& open(char bracket);
  JsonWriter& close(char bracket);
  void separate() {
    if (comma_) out_ += ',';
    comma_ = true;
  }

  std::string& out_;
  bool comma_ = false;
};

// The text between quotes, escaped.
void appendJsonString(std::string& out, std::string_view value);

}  // namespace pipevane::web
