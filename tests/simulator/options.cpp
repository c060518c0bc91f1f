#include "tests/simulator/options.h"

#include "tests/simulator/push/push_cycle.h"
#include "tests/simulator/push/webhook.h"

#include <getopt.h>

#include <array>
#include <charconv>
#include <functional>
#include <map>
#include <stdexcept>

namespace pipevane::simulator {
namespace {

template <class Number>
Number number(const std::string& name, const std::string& text, Number least, Number most) {
  Number value{};
  const char* const end = text.data() + text.size();
  const auto read = std::from_chars(text.data(), end, value);
  if (read.ec != std::errc{} || read.ptr != end || value < least || value > most)
    throw std::invalid_argument("--" + name + " takes a whole number from " +
                                std::to_string(least) + " to " + std::to_string(most));
  return value;
}

void readToken(Settings& settings, const std::string& text) {
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos || text.find('!') > equals)
    throw std::invalid_argument("--token takes USER@REALM!NAME=SECRET");
  settings.token_id = text.substr(0, equals);
  settings.token_secret = text.substr(equals + 1);
}

using Take = std::function<void(ProgramOptions&, const std::string&)>;

const std::map<std::string, Take>& takers() {
  static const std::map<std::string, Take> all = {
      {"nodes", [](auto& o, const auto& t) { o.settings.nodes = number("nodes", t, 1, 1000); }},
      {"guests",
       [](auto& o, const auto& t) { o.settings.guests = number("guests", t, 0, 100'000); }},
      {"seed",
       [](auto& o, const auto& t) {
         o.settings.seed = number<std::uint64_t>("seed", t, 0, ~std::uint64_t{0});
       }},
      {"port", [](auto& o,
                  const auto& t) { o.settings.port = number<std::uint16_t>("port", t, 0, 65535); }},
      {"ports",
       [](auto& o, const auto& t) {
         if (t != "one" && t != "each") throw std::invalid_argument("--ports is one or each");
         o.settings.each_listens = t == "each";
       }},
      {"bind", [](auto& o, const auto& t) { o.settings.bind = t; }},
      {"pve-release", [](auto& o, const auto& t) { o.settings.pve_release = t; }},
      {"pve-version",
       [](auto& o, const auto& t) { o.settings.pve_version = number("pve-version", t, 7, 9); }},
      {"cluster", [](auto& o, const auto& t) { o.settings.cluster = t; }},
      {"token", [](auto& o, const auto& t) { readToken(o.settings, t); }},
      {"refusal-delay",
       [](auto& o, const auto& t) {
         o.settings.refusal_delay_s =
             (number<std::int64_t>("refusal-delay", t, 0, 60'000) + 999) / 1000;
       }},
      {"past",
       [](auto& o, const auto& t) {
         o.settings.past_s = number<std::int64_t>("past", t, 0, World::kPastS);
       }},
      {"files",
       [](auto& o, const auto& t) {
         o.settings.files_s = number<std::int64_t>("files", t, 0, 10LL * 366 * 86'400);
       }},
      {"upgraded",
       [](auto& o, const auto& t) {
         o.settings.upgraded_s = number<std::int64_t>("upgraded", t, 0, 10LL * 366 * 86'400);
       }},
      {"time-scale",
       [](auto& o, const auto& t) {
         o.time_scale = number<std::int64_t>("time-scale", t, 1, 1000);
       }},
      {"scenario",
       [](auto& o, const auto& t) {
         if (t != "steady" && t != "demo")
           throw std::invalid_argument("--scenario is steady or demo");
         o.settings.demo = t == "demo";
       }},
      {"push", [](auto& o, const auto& t) { o.settings.push.push_back(pushTargetOf(t)); }},
      {"webhook", [](auto& o, const auto& t) { o.settings.webhooks.push_back(webhookOf(t)); }},
      {"truth", [](auto& o, const auto& t) { o.truth_file = t; }},
      {"dump", [](auto& o, const auto& t) { o.dump = t; }},
  };
  return all;
}

}  // namespace

ProgramOptions ProgramOptions::parse(int count, char** words) {
  std::vector<option> table;
  for (const auto& [name, take] : takers())
    table.push_back({name.c_str(), required_argument, nullptr, 0});
  table.push_back({"help", no_argument, nullptr, 'h'});
  table.push_back({nullptr, 0, nullptr, 0});
  ProgramOptions options;
  options.settings.port = 8006;
  options.settings.guests = 200;
  options.settings.refusal_delay_s = 3;
  options.settings.files_s = 8 * 86'400;
  opterr = 0;
  int which = 0;
  for (int found; (found = getopt_long(count, words, "h", table.data(), &which)) != -1;) {
    if (found == '?')
      throw std::invalid_argument(std::string("does not know ") + words[optind - 1] +
                                  " or its value is missing; see --help");
    if (found == 'h')
      options.show_help = true;
    else
      takers().at(table[static_cast<std::size_t>(which)].name)(options, optarg);
  }
  if (optind < count)
    throw std::invalid_argument(std::string("does not know \"") + words[optind] + "\"; see --help");
  return options;
}

const char* ProgramOptions::help() {
  return R"(pipevane-sim: a Proxmox VE cluster that is none, whose truth is known.

  --nodes N            nodes (3)
  --guests N           virtual machines and containers (200)
  --seed N             another world for every number (7)
  --port N             where it listens; 0 is any (8006)
  --ports one|each     each: every node has a port and a certificate of its own; the first has
                       --port, the others any (one)
  --bind ADDRESS       on which address (127.0.0.1)
  --pve-version N      7, 8 or 9 (9)
  --pve-release X      one of them, as 8.1.4, instead of the newest
  --cluster NAME       the cluster's name (sim); "" is one node on its own
  --token ID=SECRET    the API token that is let in
                       (monitor@pve!pipevane=11111111-2222-3333-4444-555555555555)
  --scenario NAME      steady, or demo: a small office with a lively quarter of an hour
  --past SECONDS       cycles that the nodes remember at the start (1810)
  --files SECONDS      how long the RRD files were written before the start (691200)
  --upgraded SECONDS   how long before the start a 9 was still an 8, in whose steps the older rows
                       of rrddata are (0: never)
  --time-scale N       the world's time goes so many times as fast (1)
  --refusal-delay MS   how long a refused login takes, in whole seconds of the world (3000)
  --push TARGET        the nodes send their figures there, every ten seconds each; may be given
                       several times. influx-udp://HOST:PORT, influx-http://, graphite-udp://,
                       graphite-tcp:// or otlp-http://; the README has what may follow
  --webhook URL        notifications are posted there, as http://HOST:PORT/PATH
  --truth FILE         writes the truth of the newest cycle there, after every cycle
  --dump PATH          prints one answer of the API, as in "resources", and ends

It prints the certificate's fingerprint, "member NODE PORT FINGERPRINT" for each with --ports each,
then "listening on PORT". From this machine, without a
token: GET /__truth?cycles=N, GET /__stats, POST and DELETE /__fault
({"path": "/cluster/resources", "kind": "status", "status": 595, "count": 1}; the README has
all kinds).
)";
}

}  // namespace pipevane::simulator
