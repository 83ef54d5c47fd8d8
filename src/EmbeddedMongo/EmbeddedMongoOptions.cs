using System.Net;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Scim.EmbeddedMongo;

/// <summary>Settings of an <see cref="EmbeddedMongoServer"/>.</summary>
public sealed record EmbeddedMongoOptions
{
    /// <summary>The folder of the database file; it is created where it is missing.</summary>
    public required string DataFolder { get; init; }

    /// <summary>The TCP port; 0 takes a free one.</summary>
    public int Port { get; init; } = 27017;

    /// <summary>The address to listen on: loopback unless said otherwise, because there is no authentication.</summary>
    public IPAddress Bind { get; init; } = IPAddress.Loopback;

    /// <summary>Upper bound of the change history in bytes. A change stream that falls behind it ends with ChangeStreamHistoryLost.</summary>
    public long OplogBytes { get; init; } = 128L * 1024 * 1024;

    /// <summary>How long a transaction may stay open.</summary>
    public TimeSpan TransactionLifetime { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>How often expired documents are looked for.</summary>
    public TimeSpan TtlInterval { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>The clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Where the server logs.</summary>
    public ILoggerFactory Logging { get; init; } = NullLoggerFactory.Instance;
}
