using System.ComponentModel.DataAnnotations;

namespace Scim.Storage.Mongo;

/// <summary>Where a service's database is, section "Mongo" of the configuration.</summary>
public sealed record MongoOptions
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "Mongo";

    /// <summary>The connection string of a replica set or sharded cluster.</summary>
    [Required(ErrorMessage = "Mongo:ConnectionString is missing: set it to the connection string of a MongoDB replica set or sharded cluster.")]
    public string ConnectionString { get; init; } = "";

    /// <summary>The name of the service's own database.</summary>
    [Required(ErrorMessage = "Mongo:Database is empty: set it to the name of the service's own database.")]
    public string Database { get; init; } = "";

    /// <summary>How long to look for a server before a call fails: 1 to 60 seconds.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:01:00")]
    public TimeSpan ServerSelectionTimeout { get; init; } = TimeSpan.FromSeconds(5);
}
