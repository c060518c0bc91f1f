#include "plugins/web/query.h"

#include "plugins/web/figures.h"

#include <pipevane/error.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace pipevane::web {
namespace {

constexpr std::array<std::string_view, 9> kFields = {"status",  "node", "tag",  "kind", "pool",
                                                     "cluster", "name", "vmid", "lock"};

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

std::string lowered(std::string_view text) {
  std::string out(text);
  std::ranges::transform(out, out.begin(), lower);
  return out;
}

bool equal(std::string_view text, std::string_view lowered) {
  return std::ranges::equal(text, lowered, {}, lower);
}

bool contains(std::string_view text, std::string_view lowered) {
  // Not std::ranges::search, whose answer clang 14 cannot make with this library.
  const auto same = [](char a, char b) { return lower(a) == b; };
  return std::search(text.begin(), text.end(), lowered.begin(), lowered.end(), same) !=
             text.end() ||
         lowered.empty();
}

template <class Test>
bool anyTag(const LiveEntity& entity, Test test) {
  std::string_view tags = entity.text("tags");
  while (!tags.empty()) {
    const std::size_t end = std::min(tags.find(';'), tags.size());
    if (test(tags.substr(0, end))) return true;
    tags.remove_prefix(std::min(end + 1, tags.size()));
  }
  return false;
}

[[noreturn]] void refuse(std::string_view written, const std::string& why) {
  throw Error("cannot read query term \"" + std::string(written) + "\": " + why);
}

// "1.5MB" and its like; the suffixes count in thousands, with an i in 1024s. A percent sign says
// nothing more.
double boundOf(std::string_view term, std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || !std::isfinite(value)) refuse(term, "a number is missing");
  std::string unit = lowered({end, static_cast<std::size_t>(text.data() + text.size() - end)});
  if (unit.ends_with("/s")) unit.resize(unit.size() - 2);
  if (unit.ends_with('b')) unit.pop_back();
  if (unit.empty() || unit == "%") return value;
  const bool binary = unit.size() == 2 && unit.ends_with('i');
  const std::size_t power = std::string_view("kmgtp").find(unit.front());
  if (power == std::string_view::npos || (unit.size() > 1 && !binary))
    refuse(term, "its unit is none of k, M, G, T, P, with or without B or iB, or %");
  return value * std::pow(binary ? 1024.0 : 1000.0, static_cast<double>(power + 1));
}

Term::Relation relationOf(std::string_view& rest) {
  const bool above = rest.front() == '>';
  const bool below = rest.front() == '<';
  rest.remove_prefix(1);
  const bool or_equal = !rest.empty() && rest.front() == '=';
  if (or_equal) rest.remove_prefix(1);
  if (above) return or_equal ? Term::Relation::kAtLeast : Term::Relation::kAbove;
  if (below) return or_equal ? Term::Relation::kAtMost : Term::Relation::kBelow;
  return Term::Relation::kEqual;
}

Term parseTerm(std::string_view written) {
  Term term;
  std::string_view rest = written;
  if (rest.size() > 1 && rest.front() == '-') {
    term.negated = true;
    rest.remove_prefix(1);
  }
  const std::size_t at = rest.find_first_of(":<>=");
  if (at == std::string_view::npos) {
    term.word = lowered(rest);
    return term;
  }
  if (at == 0) refuse(written, "there is nothing before the sign");
  term.name = lowered(rest.substr(0, at));
  rest.remove_prefix(at);
  if (rest.front() == ':') {
    term.kind = Term::Kind::kField;
    term.word = lowered(rest.substr(1));
    if (std::ranges::find(kFields, term.name) == kFields.end())
      refuse(written,
             "its key is none of status, node, tag, kind, pool, cluster, name, vmid, lock");
    if (term.word.empty()) refuse(written, "there is nothing behind the colon");
    return term;
  }
  term.kind = Term::Kind::kFigure;
  term.relation = relationOf(rest);
  term.bound = boundOf(written, rest);
  return term;
}

bool holds(Term::Relation relation, double value, double bound) {
  switch (relation) {
    case Term::Relation::kAbove:
      return value > bound;
    case Term::Relation::kAtLeast:
      return value >= bound;
    case Term::Relation::kBelow:
      return value < bound;
    case Term::Relation::kAtMost:
      return value <= bound;
    case Term::Relation::kEqual:
      return value == bound;
  }
  return false;
}

bool wordMatches(const LiveEntity& entity, std::string_view word) {
  return contains(entity.name(), word) || contains(entity.key, word) ||
         anyTag(entity, [word](std::string_view tag) { return contains(tag, word); });
}

bool fieldMatches(const LiveEntity& entity, const Term& term) {
  if (term.name == "tag")
    return anyTag(entity, [&term](std::string_view tag) { return equal(tag, term.word); });
  if (term.name == "kind") return equal(entity.kind, term.word);
  if (term.name == "cluster") return equal(entity.cluster, term.word);
  // A node is on itself, so that "node:pve1" shows it above its guests.
  if (term.name == "name" || (term.name == "node" && entity.kind == "node"))
    return equal(entity.name(), term.word);
  return equal(entity.text(term.name), term.word);
}

bool figureMatches(const LiveState& state, const LiveEntity& entity, const Term& term) {
  const auto value = figure(state, entity, term.name);
  return value && holds(term.relation, *value, term.bound);
}

bool termMatches(const LiveState& state, const LiveEntity& entity, const Term& term) {
  switch (term.kind) {
    case Term::Kind::kWord:
      return wordMatches(entity, term.word);
    case Term::Kind::kField:
      return fieldMatches(entity, term);
    case Term::Kind::kFigure:
      return figureMatches(state, entity, term);
  }
  return false;
}

}  // namespace

Query::Query(std::string_view written) {
  if (written.size() > kMostBytes)
    throw Error("cannot read query: it is longer than " + std::to_string(kMostBytes) + " bytes");
  constexpr std::string_view kBlanks = " \t\r\n";
  for (;;) {
    const std::size_t begin = written.find_first_not_of(kBlanks);
    if (begin == std::string_view::npos) return;
    written.remove_prefix(begin);
    const std::size_t end = std::min(written.find_first_of(kBlanks), written.size());
    if (terms_.size() == kMostTerms)
      throw Error("cannot read query: it has more than " + std::to_string(kMostTerms) + " terms");
    terms_.push_back(parseTerm(written.substr(0, end)));
    written.remove_prefix(end);
  }
}

bool Query::matches(const LiveState& state, const LiveEntity& entity) const {
  return std::ranges::all_of(
      terms_, [&](const Term& term) { return termMatches(state, entity, term) != term.negated; });
}

}  // namespace pipevane::web
