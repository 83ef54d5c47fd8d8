using Microsoft.Extensions.Logging;

namespace Scim.Storage.Resources;

/// <summary>What <see cref="TenantTotals"/> tells.</summary>
internal sealed partial class TenantTotalsLog(ILogger logger)
{
    /// <summary>The marks stay and are taken next time; the total is right all the same.</summary>
    public void NotFolded(string tenantId, Exception error) => NotFolded(logger, tenantId, error);

    [LoggerMessage(EventId = 3001, Level = LogLevel.Warning, Message = "The marks of tenant {TenantId} were not taken into its total.")]
    private static partial void NotFolded(ILogger logger, string tenantId, Exception error);
}
