"""A cluster: the jobs of a batch on the workers of a Dask scheduler; studies are opened and settled on this machine."""

from __future__ import annotations

from typing import TYPE_CHECKING

from wijklab.batch.cluster.connecting import connected
from wijklab.batch.jobs import RunOptions
from wijklab.batch.threaded_workers import ThreadedWorkers

if TYPE_CHECKING:
    from wijklab.batch.cluster.performing import Cluster


class ClusterWorkers(ThreadedWorkers):
    """Studies in this process, each step a thread; jobs run on the cluster."""

    def __init__(self, options: RunOptions, started: str, cluster: Cluster) -> None:
        how = f"a cluster of {cluster.workers} worker{'s' if cluster.workers != 1 else ''}"
        super().__init__(options, started, cluster.perform, how, options.jobs or cluster.slots)
        self.together = cluster.together
        self._cluster = cluster

    def stop(self) -> None:
        """Take back every job: workers kill those that run."""
        super().stop()
        self._cluster.stop()

    def close(self) -> None:
        """Take back what still runs and leave the cluster."""
        self.stop()
        self._cluster.close()


def cluster_workers(options: RunOptions, started: str) -> ClusterWorkers:
    """Workers at the address of `options.cluster`. KernelError where there are none, or none that will do."""
    client = connected(options.cluster)
    from wijklab.batch.cluster.performing import Cluster  # only now: it needs the package distributed

    return ClusterWorkers(options, started, Cluster(client))
