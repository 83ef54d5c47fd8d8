using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Scim.ServiceDefaults.Lifetime;

/// <summary>The first line of a host's log.</summary>
internal sealed partial class VersionLog(HostVersion host, ILogger<VersionLog> logger) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        LogStarting(logger, host.Name, host.Version);
        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(1202, LogLevel.Information, "{Host} {Version} starts")]
    private static partial void LogStarting(ILogger logger, string host, string version);
}
