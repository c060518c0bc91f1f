// The single answers of the real product: all of them, by the name of their files.
#pragma once

namespace pipevane::proxmox {

// Who reads an answer. What nobody reads yet is named nevertheless, so that a new one is noticed.
enum class Reader { kFleet, kArchive, kNobody };

struct Answer {
  const char* name;
  const char* path;
  const char* query = "";
  Reader reader = Reader::kFleet;
};

// As a poll asks for them.
constexpr Answer kAnswers[] = {
    {"mon-version", "/version"},
    {"mon-cluster_status", "/cluster/status"},
    {"mon-nodes", "/nodes"},
    {"mon-nodes_pve1_certificates_info", "/nodes/pve1/certificates/info"},
    {"mon-access_permissions", "/access/permissions"},
    {"mon-cluster_metrics_server", "/cluster/metrics/server"},
    {"mon-cluster_resources", "/cluster/resources"},
    {"mon-cluster_metrics_export_history_1", "/cluster/metrics/export", "history=1"},
    {"mon-cluster_metrics_export", "/cluster/metrics/export"},
    {"mon-cluster_resources_type_vm", "/cluster/resources", "type=vm"},
    {"mon-nodes_pve1_status", "/nodes/pve1/status"},
    {"mon-nodes_pve2_status", "/nodes/pve2/status"},
    {"mon-nodes_pve3_status", "/nodes/pve3/status"},
    {"mon-nodes_pve1_rrddata_timeframe_hour", "/nodes/pve1/rrddata", "timeframe=hour"},
    {"mon-nodes_pve1_rrddata_timeframe_bogus", "/nodes/pve1/rrddata", "timeframe=bogus"},
    {"mon-nodes_pve3_rrddata_timeframe_hour", "/nodes/pve3/rrddata", "timeframe=hour"},
    {"mon-nodes_pve1_qemu_100_rrddata_timeframe_hour", "/nodes/pve1/qemu/100/rrddata",
     "timeframe=hour", Reader::kArchive},
    {"blind-cluster_status", "/cluster/status"},
    {"blind-nodes", "/nodes"},
    {"blind-access_permissions", "/access/permissions"},
    {"blind-cluster_resources", "/cluster/resources"},
    {"mon-cluster_ceph_status", "/cluster/ceph/status", "", Reader::kNobody},
    {"mon-cluster_ha_status_current", "/cluster/ha/status/current", "", Reader::kNobody},
    {"mon-cluster_log", "/cluster/log", "", Reader::kNobody},
    {"mon-cluster_tasks", "/cluster/tasks", "", Reader::kNobody},
    {"mon-nodes_pve1_apt_update", "/nodes/pve1/apt/update", "", Reader::kNobody},
    {"mon-nodes_pve1_lxc", "/nodes/pve1/lxc", "", Reader::kNobody},
    {"mon-nodes_pve1_lxc_200_status_current", "/nodes/pve1/lxc/200/status/current", "",
     Reader::kNobody},
    {"mon-nodes_pve1_lxc_201_status_current", "/nodes/pve1/lxc/201/status/current", "",
     Reader::kNobody},
    {"mon-nodes_pve1_netstat", "/nodes/pve1/netstat", "", Reader::kNobody},
    {"mon-nodes_pve1_qemu", "/nodes/pve1/qemu", "", Reader::kNobody},
    {"mon-nodes_pve1_qemu_100_status_current", "/nodes/pve1/qemu/100/status/current", "",
     Reader::kNobody},
    {"mon-nodes_pve1_qemu_101_status_current", "/nodes/pve1/qemu/101/status/current", "",
     Reader::kNobody},
    {"mon-nodes_pve1_qemu_102_status_current", "/nodes/pve1/qemu/102/status/current", "",
     Reader::kNobody},
    {"mon-nodes_pve1_qemu_999_status_current", "/nodes/pve1/qemu/999/status/current", "",
     Reader::kNobody},
    {"mon-nodes_pve1_storage", "/nodes/pve1/storage", "", Reader::kNobody},
    {"mon-nodes_pve1_tasks", "/nodes/pve1/tasks", "", Reader::kNobody},
    {"mon-nodes_pve1_tasks_source_all", "/nodes/pve1/tasks", "source=all", Reader::kNobody},
    {"root-cluster_log", "/cluster/log", "", Reader::kNobody},
};

}  // namespace pipevane::proxmox
