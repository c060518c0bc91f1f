#include "plugins/web/outbox.h"

namespace pipevane::web {
namespace {

// What one call of send takes at most.
constexpr std::size_t kMostAtOnce = 256 * 1024;

}  // namespace

void Outbox::add(std::string_view own) {
  bytes_ += own.size();
  // Never to the first piece, which may be on its way.
  if (pieces_.size() > 1 && !pieces_.back().shared)
    pieces_.back().own.append(own);
  else
    pieces_.push_back({std::string(own), nullptr});
}

void Outbox::take(std::string own) {
  if (own.size() < kLeastSharedBytes) return add(own);
  bytes_ += own.size();
  pieces_.push_back({std::move(own), nullptr});
}

void Outbox::add(Shared text) {
  if (text->size() < kLeastSharedBytes) return add(std::string_view(*text));
  bytes_ += text->size();
  pieces_.push_back({{}, std::move(text)});
}

std::string_view Outbox::next() const {
  return pieces_.empty() ? std::string_view{} : pieces_.front().text().substr(sent_, kMostAtOnce);
}

void Outbox::sent(std::size_t count) {
  sent_ += count;
  if (sent_ < pieces_.front().text().size()) return;
  bytes_ -= sent_;
  pieces_.pop_front();
  sent_ = 0;
}

const std::string* Outbox::shared() const {
  for (const Piece& each : pieces_)
    if (each.shared) return each.shared.get();
  return nullptr;
}

}  // namespace pipevane::web
