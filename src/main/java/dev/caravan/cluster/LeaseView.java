package dev.caravan.cluster;

import dev.caravan.cluster.LeaseTable.Seen;
import java.util.List;
import java.util.Optional;
import org.apache.camel.cluster.CamelClusterMember;
import org.apache.camel.support.cluster.AbstractCamelClusterView;

/** One lease as Camel sees it. */
final class LeaseView extends AbstractCamelClusterView {
  private final Leases leases;
  private volatile String leader = "";

  LeaseView(LeaseService service, String namespace) {
    super(service, namespace);
    this.leases = service.leases();
  }

  /** A node in its relation to the lease. */
  private record Member(String getId, boolean isLeader, boolean isLocal)
      implements CamelClusterMember {
    @Override
    public String getId() {
      return getId;
    }
  }

  Leases leases() {
    return leases;
  }

  @Override
  protected void doStart() {
    leases.want(getNamespace());
  }

  @Override
  public Optional<CamelClusterMember> getLeader() {
    return leases.isHeld(getNamespace())
        ? Optional.of(getLocalMember())
        : leases.picture().holder(getNamespace()).filter(seen -> !isLocal(seen)).map(this::member);
  }

  @Override
  public CamelClusterMember getLocalMember() {
    return new Member(leases.node().name(), leases.isHeld(getNamespace()), true);
  }

  @Override
  public List<CamelClusterMember> getMembers() {
    return leases.picture().nodes().values().stream().map(this::member).toList();
  }

  /** Tells who listens that the lease is another node's now. */
  void tell() {
    Optional<CamelClusterMember> now = getLeader();
    String name = now.map(CamelClusterMember::getId).orElse("");
    if (!name.equals(leader)) {
      leader = name;
      fireLeadershipChangedEvent(now.orElse(null));
    }
  }

  private CamelClusterMember member(Seen seen) {
    boolean leads =
        isLocal(seen)
            ? leases.isHeld(getNamespace())
            : leases.picture().holder(getNamespace()).filter(seen::equals).isPresent();
    return new Member(seen.node().name(), leads, isLocal(seen));
  }

  private boolean isLocal(Seen seen) {
    return seen.node().id().equals(leases.node().id());
  }
}
