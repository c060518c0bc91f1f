#include "engine/pipeline/batch_buffer.h"

#include "engine/base/limits.h"

#include <pipevane/sized.h>
#include <pipevane/text.h>

#include <algorithm>
#include <cstddef>

namespace pipevane::pipeline {
namespace {

constexpr std::size_t kSampleBytes = sizeof(pv_series_id) + sizeof(double) + sizeof(std::uint8_t);

// What contract 1.0 asks for; a shorter one was never filled in.
constexpr std::size_t kChangeSize =
    offsetof(pv_entity_change, attributes) + sizeof(pv_entity_change::attributes);
constexpr std::size_t kEventSize = offsetof(pv_event, attributes) + sizeof(pv_event::attributes);
constexpr std::size_t kExchangeSize = offsetof(pv_exchange, headers) + sizeof(pv_exchange::headers);

template <class T>
T readable(const T& given, std::size_t least) {
  if (given.size < least) throw Unfit("a change, event or exchange in it does not say its size");
  return sizedCopy(given);
}

}  // namespace

void BatchBuffer::reset(std::int64_t time_ms, std::uint32_t flags) {
  series_.clear();
  values_.clear();
  qualities_.clear();
  changes_.clear();
  events_.clear();
  exchanges_.clear();
  texts_.clear();
  attributes_.clear();
  text_bytes_ = 0;
  spoilt_ = nullptr;
  raw_ = {};
  raw_.size = sizeof(pv_batch);
  raw_.time_ms = time_ms;
  raw_.flags = flags;
}

// All three columns have their room before one of them grows, so that they stay of one length.
pv_columns BatchBuffer::samples(std::size_t count) {
  stayWithin(std::min(count, limits::kBatchBytes) * kSampleBytes);
  series_.reserve(count);
  values_.reserve(count);
  qualities_.reserve(count);
  return {series_.extend(count), values_.extend(count), qualities_.extend(count)};
}

void BatchBuffer::change(const pv_entity_change& given) {
  stayWithin(sizeof(pv_entity_change));
  pv_entity_change copy = readable(given, kChangeSize);
  copy.attributes = kept(copy.attributes, copy.attribute_count);
  changes_.push_back(copy);
}

void BatchBuffer::event(const pv_event& given) {
  stayWithin(sizeof(pv_event));
  pv_event copy = readable(given, kEventSize);
  for (pv_text* part : {&copy.id, &copy.type, &copy.state, &copy.message}) *part = kept(*part);
  copy.attributes = kept(copy.attributes, copy.attribute_count);
  events_.push_back(copy);
}

void BatchBuffer::exchange(const pv_exchange& given) {
  stayWithin(sizeof(pv_exchange));
  pv_exchange copy = readable(given, kExchangeSize);
  for (pv_text* part : {&copy.source, &copy.cluster, &copy.host, &copy.method, &copy.path,
                        &copy.query, &copy.reason, &copy.body})
    *part = kept(*part);
  copy.headers = kept(copy.headers, copy.header_count);
  exchanges_.push_back(copy);
}

const pv_batch& BatchBuffer::seal() {
  raw_.sample_count = series_.size();
  raw_.series = series_.data();
  raw_.values = values_.data();
  raw_.qualities = qualities_.data();
  raw_.change_count = changes_.size();
  raw_.changes = changes_.data();
  raw_.event_count = events_.size();
  raw_.events = events_.data();
  raw_.exchange_count = exchanges_.size();
  raw_.exchanges = exchanges_.data();
  return raw_;
}

std::size_t BatchBuffer::bytes() const {
  return sizeof(BatchBuffer) + series_.size() * kSampleBytes +
         changes_.size() * sizeof(pv_entity_change) + events_.size() * sizeof(pv_event) +
         exchanges_.size() * sizeof(pv_exchange) + text_bytes_;
}

std::size_t BatchBuffer::capacityBytes() const {
  return sizeof(BatchBuffer) + series_.capacity() * kSampleBytes + text_bytes_;
}

void BatchBuffer::stayWithin(std::size_t bytes_more) const {
  if (bytes_more > limits::kBatchBytes || bytes() > limits::kBatchBytes - bytes_more)
    throw Unfit("it is too large for one batch");
}

pv_text BatchBuffer::kept(pv_text from) {
  if (!present(from)) return absent();
  stayWithin(from.size);
  auto& copy = texts_.emplace_back(std::make_unique_for_overwrite<char[]>(from.size + 1));
  std::copy_n(from.data, from.size, copy.get());
  text_bytes_ += from.size + 1;
  return {copy.get(), from.size};
}

const pv_attribute* BatchBuffer::kept(const pv_attribute* from, std::size_t count) {
  if (count == 0) return nullptr;
  if (from == nullptr) throw Unfit("it counts attributes that are not there");
  stayWithin(std::min(count, limits::kBatchBytes) * sizeof(pv_attribute));
  auto& copy = attributes_.emplace_back();
  copy.reserve(count);
  for (std::size_t i = 0; i < count; ++i) copy.push_back({kept(from[i].name), kept(from[i].value)});
  text_bytes_ += count * sizeof(pv_attribute);
  return copy.data();
}

}  // namespace pipevane::pipeline
