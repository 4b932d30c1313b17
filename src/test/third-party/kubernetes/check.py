"""Whether the files in deploy/ know each other: names, ports, probes and what they mount."""
import pathlib
import sys

import yaml

HERE = pathlib.Path("deploy/kubernetes")
kustomization = yaml.safe_load((HERE / "kustomization.yaml").read_text())
documents = [
    document
    for resource in kustomization["resources"]
    for document in yaml.safe_load_all((HERE / resource).read_text())
]
generated = {
    generator["name"]: generator.get("files", []) + generator.get("envs", [])
    for kind in ("configMapGenerator", "secretGenerator")
    for generator in kustomization[kind]
}
faults = []


def expect(true, what):
    if not true:
        faults.append(what)


for name, files in generated.items():
    for file in files:
        expect((HERE / file).is_file(), f"{name}: there is no {file}")
deployments = {d["metadata"]["name"]: d for d in documents if d["kind"] == "Deployment"}
expect(deployments["caravan"]["spec"]["replicas"] == 3, "three nodes")
for name, deployment in deployments.items():
    pod = deployment["spec"]["template"]["spec"]
    expect(pod["securityContext"]["runAsNonRoot"], f"{name}: not as root")
    for container in pod["containers"]:
        ports = {port["name"] for port in container["ports"]}
        for probe in ("startupProbe", "livenessProbe", "readinessProbe"):
            expect(container[probe]["httpGet"]["port"] in ports, f"{name}: port of {probe}")
        for source in container["envFrom"]:
            expect(source["secretRef"]["name"] in generated, f"{name}: secret")
    for volume in pod["volumes"]:
        if "configMap" in volume:
            expect(volume["configMap"]["name"] in generated, f"{name}: {volume['name']}")
for document in documents:
    selector = document["spec"].get("selector", {})
    labels = selector.get("matchLabels", selector if document["kind"] == "Service" else None)
    if labels:
        pods = [d["spec"]["template"]["metadata"]["labels"] for d in deployments.values()]
        expect(labels in pods, f"{document['kind']} {document['metadata']['name']}: nothing is selected")
    target = document["spec"].get("scaleTargetRef")
    expect(not target or target["name"] in deployments, "the target of the autoscaler")
compose = yaml.safe_load(pathlib.Path("deploy/compose/compose.yaml").read_text())
for name, service in compose["services"].items():
    for other in service.get("depends_on", {}):
        expect(other in compose["services"], f"compose: {name} waits for {other}")
    for volume in service["volumes"]:
        source = volume.split(":")[0]
        known = source in compose["volumes"] or (pathlib.Path("deploy/compose") / source).exists()
        expect(known, f"compose: {name} mounts {source}")
print("\n".join(faults) or f"{len(documents)} manifests and {len(compose['services'])} services know each other")
sys.exit(bool(faults))
