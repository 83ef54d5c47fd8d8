using System.Net;

namespace Scim.Topology.Tests;

/// <summary>Waits for a host as Kubernetes does, by its readiness.</summary>
internal static class Readiness
{
    private static readonly TimeSpan Between = TimeSpan.FromMilliseconds(100);

    public static async Task WaitAsync(string address, CancellationToken cancellationToken)
    {
        using var client = new HttpClient();
        using var timer = new PeriodicTimer(Between);
        while (await timer.WaitForNextTickAsync(cancellationToken))
        {
            using HttpResponseMessage response = await client.GetAsync(new Uri($"{address}/health/ready"), cancellationToken);
            if (response.StatusCode == HttpStatusCode.OK) return;
        }
    }
}
