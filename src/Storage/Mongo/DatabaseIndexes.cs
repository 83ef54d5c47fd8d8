namespace Scim.Storage.Mongo;

/// <summary>The indexes that a service needs.</summary>
/// <param name="create">Creates those that are missing.</param>
public sealed class DatabaseIndexes(Func<CancellationToken, Task> create)
{
    /// <summary>Creates what is missing; the same again is no work.</summary>
    public Task CreateAsync(CancellationToken cancellationToken) => create(cancellationToken);
}
