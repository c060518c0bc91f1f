#include "plugins/proxmox/list_pieces.h"

#include <algorithm>

namespace pipevane::proxmox::json {
namespace {

constexpr std::string_view kBefore = R"({"data":{"data":[)";
constexpr std::string_view kBehind = "]}}";
constexpr std::string_view kBetween = "},{";

}  // namespace

ListPieces::ListPieces(std::string_view body) {
  if (body.size() < kBefore.size() + kBehind.size() || !body.starts_with(kBefore) ||
      !body.ends_with(kBehind))
    return;
  sound_ = true;
  rest_ = body.substr(kBefore.size(), body.size() - kBefore.size() - kBehind.size());
}

// A cut may fall into a text that looks like the end of an entry. The piece before it has an open
// text then, and is no list: so one that is a list was cut between two entries.
std::size_t ListPieces::endOfPiece() const {
  if (rest_.size() <= kPiece) return rest_.size();
  const std::size_t between = rest_.find(kBetween, kPiece);
  return between == std::string_view::npos ? rest_.size() : between + 1;
}

bool ListPieces::hasRoom(std::size_t size) {
  return size <= parser_.capacity() ||
         parser_.allocate(size + kPiece / 8, Document::kDeepest - 2) == simdjson::SUCCESS;
}

std::optional<simdjson::dom::array> ListPieces::next() {
  if (!sound_ || rest_.empty()) return std::nullopt;
  const std::size_t end = endOfPiece();
  piece_.assign("[").append(rest_.substr(0, end)).append("]");
  const std::size_t size = piece_.size();
  piece_.append(simdjson::SIMDJSON_PADDING, ' ');
  simdjson::dom::array entries;
  sound_ =
      hasRoom(size) && parser_.parse(piece_.data(), size, false).get(entries) == simdjson::SUCCESS;
  if (!sound_) return std::nullopt;
  rest_.remove_prefix(std::min(end + 1, rest_.size()));
  return entries;
}

}  // namespace pipevane::proxmox::json
