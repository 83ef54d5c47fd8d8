using Scim.Provisioning.Directories;

namespace Scim.Provisioning.Scopes;

/// <summary>A directory, and which of its objects are in scope.</summary>
/// <param name="Directory">The directory.</param>
/// <param name="Users">The ids of the users in scope.</param>
/// <param name="Groups">The ids of the groups in scope.</param>
internal sealed record ScopedDirectory(SourceDirectory Directory, IReadOnlySet<string> Users, IReadOnlySet<string> Groups);
