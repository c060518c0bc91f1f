// Section 7: types and shapes.
#include "tests/plugins/proxmox/traps/traps.h"

namespace pipevane::proxmox::traps {
namespace {

const std::string kVm = "lab/vm/100";
const std::string kContainer = "lab/container/205";

// Of a machine that runs, with one figure or another.
Trap number(const char* name, const std::string& member, const std::string& metric,
            double expected) {
  return {name,
          "7",
          list(vm(R"("status":"running","uptime":9,)" + member)),
          {listed(kVm, metric, expected)}};
}

std::vector<Trap> numbers() {
  return {
      {"EveryNumberIsText",
       "7",
       lists({R"({"id":"node/pve1","type":"node","node":"pve1","status":"online","cpu":"0.5",)"
              R"("maxcpu":"8","mem":"4","maxmem":"16","disk":"1","maxdisk":"2","uptime":"7",)"
              R"("cgroup-mode":"2"},{"id":"lxc/205","type":"lxc","vmid":"205","node":"pve1",)"
              R"("status":"running","cpu":"0.25","maxcpu":"2","mem":"5","maxmem":"9","disk":"3",)"
              R"("maxdisk":"8","uptime":"6","netin":"10","netout":"11","diskread":"12",)"
              R"("diskwrite":"13","template":"0"},)" +
              storage(R"("status":"available","shared":"0","disk":"5","maxdisk":"9")")}),
       {listed("lab/node/pve1", "cpu_usage_ratio", 0.5),
        listed("lab/node/pve1", "memory_used_bytes", 4),
        attribute("lab/node/pve1", "cgroup_mode", "2"), listed(kContainer, "cpu_usage_ratio", 0.25),
        listed(kContainer, "cpu_count", 2), listed(kContainer, "memory_used_bytes", 5),
        listed(kContainer, "disk_used_bytes", 3), listed(kContainer, "uptime_seconds", 6),
        listed(kContainer, "network_receive_bytes_total", 10),
        listed(kContainer, "disk_written_bytes_total", 13),
        attribute(kContainer, "template", "false"),
        listed("lab/storage/pve1/local", "disk_used_bytes", 5)}},
      {"EveryNumberOfTheExportIsText",
       "7",
       figures(R"({"id":"node/pve1","metric":"cpu_current","timestamp":")" + std::to_string(kT0s) +
               R"(","type":"gauge","value":"0.5"})"),
       {live("lab/node/pve1", "cpu_usage_ratio", 0.5)}},
      {"VmidIsText",
       "7",
       list(R"({"id":"qemu/100","type":"qemu","vmid":"100","node":"pve1","status":"running"})"),
       {attribute(kVm, "vmid", "100"), attribute(kVm, "status", "running")}},
      {"VmidBecomesANumberAndStaysTheSameGuest",
       "7",
       lists({kNode1 + "," + edited(kVm100, R"("vmid":100)", R"("vmid":"100")"),
              kNode1 + "," + kVm100}),
       {attribute(kVm, "vmid", "100"), count(kVm, "cpu_usage_ratio", 2)}},
      number("CpulimitIsFractional", R"("maxcpu":1.5)", "cpu_count", 1.5),
      number("CpulimitIsFractionalText", R"("maxcpu":"1.5")", "cpu_count", 1.5),
      number("CounterIsBeyondTwoToThe53", R"("netin":9007199254740994)",
             "network_receive_bytes_total", 9007199254740994.0),
      number("CounterIsBeyondTwoToThe63", R"("netin":18446744073709551615)",
             "network_receive_bytes_total", 18446744073709551615.0),
      number("CounterIsLongText", R"("netin":"18446744073709551615")",
             "network_receive_bytes_total", 18446744073709551615.0),
      number("FloatHasFifteenDigits", R"("cpu":0.123456789012345)", "cpu_usage_ratio",
             0.123456789012345),
      number("SmallFloatHasAnExponent", R"("cpu":3.14159265358979e-05)", "cpu_usage_ratio",
             3.14159265358979e-05),
      number("WholeNumberIsAFloat", R"("mem":5.0)", "memory_used_bytes", 5),
      {"EmptyTextIsNoNumber",
       "7",
       list(vm(R"("status":"running","uptime":9,"mem":"","maxmem":4000)")),
       {never(kVm, "memory_used_bytes"), listed(kVm, "memory_total_bytes", 4000)},
       {"value of \"mem\" in /cluster/resources"}},
  };
}

Trap flag(const char* name, const std::string& json, const std::string& expected) {
  return {name,
          "7",
          list(container(R"("status":"stopped","template":)" + json)),
          {attribute(kContainer, "template", expected)}};
}

Trap shared(const char* name, const std::string& json) {
  return {name,
          "7",
          list(storage(R"("status":"available","shared":)" + json)),
          {attribute("lab/storage/local", "shared", "true"), noEntity("lab/storage/pve1/local")}};
}

std::vector<Trap> flags() {
  return {
      flag("FlagIs1", "1", "true"),
      flag("FlagIs0", "0", "false"),
      flag("FlagIsText1", R"("1")", "true"),
      flag("FlagIsText0", R"("0")", "false"),
      flag("FlagIsEmptyText", R"("")", "false"),
      flag("FlagIsTrue", "true", "true"),
      flag("FlagIsFalse", "false", "false"),
      shared("SharedIs1", "1"),
      shared("SharedIsText1", R"("1")"),
      shared("SharedIsTrue", "true"),
      {"SharedIsAbsent",
       "7",
       list(storage(R"("status":"available")")),
       {attribute("lab/storage/pve1/local", "shared", "false")}},
  };
}

std::vector<Trap> namesAndNulls() {
  return {
      {"NamesAreNumbers",
       "7",
       list(vm(R"("status":"running","name":123,"pool":"7","tags":"1;2")")),
       {attribute(kVm, "name", "123"), attribute(kVm, "pool", "7"), attribute(kVm, "tags", "1;2")}},
      {"NameIsANumberInText",
       "7",
       list(vm(R"("status":"running","name":"123")")),
       {attribute(kVm, "name", "123")}},
      {"TwoGuestsHaveOneName",
       "7",
       list(vm(R"("status":"running","uptime":9,"name":"web","mem":5)", 100) + "," +
            vm(R"("status":"running","uptime":9,"name":"web","mem":6)", 101)),
       {attribute("lab/vm/100", "name", "web"), attribute("lab/vm/101", "name", "web"),
        listed("lab/vm/100", "memory_used_bytes", 5),
        listed("lab/vm/101", "memory_used_bytes", 6)}},
      {"NameThatIsAnothersVmid",
       "7",
       list(vm(R"("status":"running","name":"101")", 100) + "," +
            vm(R"("status":"stopped","name":"100")", 101)),
       {attribute("lab/vm/100", "status", "running"),
        attribute("lab/vm/101", "status", "stopped")}},
      {"TemplateAndLockAreEmptyText",
       "7",
       list(vm(R"("status":"running","template":"","lock":"")")),
       {attribute(kVm, "template", "false"), absent(kVm, "lock")}},
      {"AnyValueIsNull",
       "7",
       list(vm(R"("status":"running","uptime":9,"name":null,"mem":null,"maxmem":null,"tags":null,)"
               R"("template":null,"lock":null,"pool":null,"cpu":null,"netin":0)") +
            "," + storage(R"("status":"available","shared":null,"disk":null,"content":null)")),
       {attribute(kVm, "status", "running"), absent(kVm, "name"), absent(kVm, "template"),
        absent(kVm, "lock"), never(kVm, "memory_used_bytes"), never(kVm, "cpu_usage_ratio"),
        listed(kVm, "network_receive_bytes_total", 0),
        attribute("lab/storage/pve1/local", "shared", "false"),
        never("lab/storage/pve1/local", "disk_used_bytes")}},
  };
}

// One answer with a value of a shape that it never has: it is not known, and that is counted.
Trap shape(const char* name, const std::string& path, const std::string& data,
           const std::string& surprise) {
  return {name,
          "7",
          [=](Fleet& fleet) {
            fleet.version("7.4");
            fleet.list(kNode1);
            return fleet.answer(path, R"({"data":)" + data + "}");
          },
          {},
          {surprise}};
}

std::vector<Trap> shapes() {
  const auto server = [](const char* name, const std::string& member, const char* key) {
    return shape(name, "/cluster/metrics/server",
                 R"([{"id":"g","type":"graphite",)" + member + "}]",
                 "value of \"" + std::string(key) + "\" in /cluster/metrics/server");
  };
  const auto member = [](const char* name, const std::string& of, const char* key) {
    return shape(name, "/cluster/status", R"([{"type":"node","name":"pve1",)" + of + "}]",
                 "value of \"" + std::string(key) + "\" in /cluster/status");
  };
  return {
      member("OnlineIsAWord", R"("online":"perhaps")", "online"),
      member("LocalIsAList", R"("local":[1])", "local"),
      member("IpIsAList", R"("ip":["192.0.2.1"])", "ip"),
      shape("QuorateIs2", "/cluster/status", R"([{"type":"cluster","name":"rig","quorate":2}])",
            R"(value of "quorate" in /cluster/status)"),
      server("PortIsAWord", R"("port":"graphite")", "port"),
      server("DisableIsAWord", R"("disable":"no")", "disable"),
      server("ServerIsAnObject", R"("server":{})", "server"),
      shape("PinIsAList", "/nodes", R"([{"node":"pve1","ssl_fingerprint":[]}])",
            R"(value of "ssl_fingerprint" in /nodes)"),
      shape("PinIsOfAnotherHash", "/nodes", R"([{"node":"pve1","ssl_fingerprint":"AB:CD"}])",
            "fingerprint in /nodes that is none"),
      shape("NodeWithAPinHasNoName", "/nodes", R"([{"ssl_fingerprint":null}])",
            "entry of /nodes without a name"),
      shape("NodeIsANumber", "/nodes", "[5]", "entry of /nodes that is no object"),
      shape("CertificateIsAText", "/nodes/pve1/certificates/info", R"(["pem"])",
            "entry of certificates/info that is no object"),
      shape("RootHasNoFingerprint", "/nodes/pve1/certificates/info",
            R"([{"filename":"pve-root-ca.pem","fingerprint":null}])",
            "fingerprint in certificates/info that is none"),
      shape("PrivilegeIsAWord", "/access/permissions", R"({"/":{"Sys.Audit":"yes"}})",
            "privilege in /access/permissions of an unknown shape"),
      shape("PathWithoutPrivileges", "/access/permissions", R"({"/":[]})",
            "path in /access/permissions that has no privileges"),
      shape("LoadIsOneNumber", "/nodes/pve1/status",
            R"({"loadavg":0.5,"swap":{"total":0,"used":0}})",
            "node's status without a list of loads"),
      shape("SwapIsANumber", "/nodes/pve1/status", R"({"loadavg":["1"],"swap":7})",
            "node's status without swap"),
      {"RowOfTheExportHasANewKey",
       "7",
       figures(edited(row("node/pve1", "uptime", kT0s, "9"), "{", R"({"unit":"s",)")),
       {live("lab/node/pve1", "uptime_seconds", 9)},
       {R"(key "unit" in the metrics export)"}},
      {"ObjectOfTheExportIsOfANewType",
       "7",
       figures(row("gpu/0", "uptime", kT0s, "9")),
       {},
       {R"(object of type "gpu" in the metrics export)"}},
      {"ObjectOfTheExportIsNotListedYet",
       "7",
       figures(row("qemu/4711", "uptime", kT0s, "9")),
       {noEntity("lab/vm/4711")}},
      {"VmidIsNoNumber",
       "7",
       list(R"({"id":"qemu/-1","type":"qemu","vmid":-1,"node":"pve1","status":"running"},)"
            R"({"id":"qemu/9","type":"qemu","vmid":"9/../8","node":"pve1","status":"running"},)" +
            kVm100),
       {noEntity("lab/vm/-1"), noEntity("lab/vm/9/../8"), attribute(kVm, "status", "running")},
       {"guest without a vmid"}},
      {"GuestHasNoNode",
       "7",
       list(R"({"id":"qemu/100","type":"qemu","vmid":100,"status":"running","mem":5})"),
       {attribute(kVm, "status", "unknown"), never(kVm, "memory_used_bytes")},
       {"guest without a node"}},
      {"GuestHasNoStatus",
       "7",
       list(R"({"id":"qemu/100","type":"qemu","vmid":100,"node":"pve1","mem":5})"),
       {attribute(kVm, "status", "unknown"), never(kVm, "memory_used_bytes")},
       {"guest without a status"}},
      {"StorageHasNoStatus",
       "7",
       list(storage(R"("disk":5,"maxdisk":9)")),
       {attribute("lab/storage/pve1/local", "status", "unknown"),
        never("lab/storage/pve1/local", "disk_used_bytes")},
       {"storage without a status"}},
      {"NodeHasNoStatus",
       "7",
       list(R"({"id":"node/pve2","type":"node","node":"pve2","maxcpu":4,"mem":5})"),
       {attribute("lab/node/pve2", "status", "unknown"),
        never("lab/node/pve2", "memory_used_bytes")},
       {"node without a status"}},
  };
}

INSTANTIATE_TEST_SUITE_P(Section7Shapes, Traps, ::testing::ValuesIn(shapes()), nameOf);
INSTANTIATE_TEST_SUITE_P(Section7Numbers, Traps, ::testing::ValuesIn(numbers()), nameOf);
INSTANTIATE_TEST_SUITE_P(Section7Flags, Traps, ::testing::ValuesIn(flags()), nameOf);
INSTANTIATE_TEST_SUITE_P(Section7NamesAndNulls, Traps, ::testing::ValuesIn(namesAndNulls()),
                         nameOf);

}  // namespace
}  // namespace pipevane::proxmox::traps
