#include "engine/pipeline/batch_buffer.h"

#include <pipevane/text.h>

#include <algorithm>

namespace pipevane::pipeline {
namespace {

constexpr std::size_t kSampleBytes = sizeof(pv_series_id) + sizeof(double) + sizeof(std::uint8_t);

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
  raw_ = {};
  raw_.size = sizeof(pv_batch);
  raw_.time_ms = time_ms;
  raw_.flags = flags;
}

pv_columns BatchBuffer::samples(std::size_t count) {
  return {series_.extend(count), values_.extend(count), qualities_.extend(count)};
}

void BatchBuffer::change(const pv_entity_change& change) {
  pv_entity_change& copy = changes_.emplace_back(change);
  copy.size = sizeof(pv_entity_change);
  copy.attributes = kept(change.attributes, change.attribute_count);
}

void BatchBuffer::event(const pv_event& event) {
  pv_event& copy = events_.emplace_back(event);
  copy.size = sizeof(pv_event);
  for (pv_text* part : {&copy.id, &copy.type, &copy.state, &copy.message}) *part = kept(*part);
  copy.attributes = kept(event.attributes, event.attribute_count);
}

void BatchBuffer::exchange(const pv_exchange& exchange) {
  pv_exchange& copy = exchanges_.emplace_back(exchange);
  copy.size = sizeof(pv_exchange);
  for (pv_text* part : {&copy.source, &copy.cluster, &copy.host, &copy.method, &copy.path,
                        &copy.query, &copy.reason, &copy.body})
    *part = kept(*part);
  copy.headers = kept(exchange.headers, exchange.header_count);
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

pv_text BatchBuffer::kept(pv_text from) {
  if (!present(from)) return absent();
  auto& copy = texts_.emplace_back(std::make_unique_for_overwrite<char[]>(from.size + 1));
  std::copy_n(from.data, from.size, copy.get());
  text_bytes_ += from.size + 1;
  return {copy.get(), from.size};
}

const pv_attribute* BatchBuffer::kept(const pv_attribute* from, std::size_t count) {
  if (count == 0) return nullptr;
  auto& copy = attributes_.emplace_back();
  copy.reserve(count);
  for (std::size_t i = 0; i < count; ++i) copy.push_back({kept(from[i].name), kept(from[i].value)});
  text_bytes_ += count * sizeof(pv_attribute);
  return copy.data();
}

}  // namespace pipevane::pipeline
