using Scim.Provisioning.Directories;

namespace Scim.Provisioning.Scopes;

/// <summary>A scoping filter: all of its clauses have to match. An object is in scope when one of the filters matches.</summary>
internal sealed record ScopingFilter(IReadOnlyList<ScopingClause> Clauses)
{
    public bool Matches(AttributeBag attributes) => Clauses.All(clause => clause.Matches(attributes));
}
