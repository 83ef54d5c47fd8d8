using System.Text.Json;
using Scim.Provisioning.Directories;

namespace Scim.Provisioning.Scopes;

/// <summary>Who is provisioned: by assignment or all, and by scoping filters.</summary>
internal sealed class Scope
{
    private readonly IReadOnlyList<ScopingFilter> _users;
    private readonly IReadOnlyList<ScopingFilter> _groups;

    private Scope(ScopeMode mode, bool skipsOutOfScope, IReadOnlyList<ScopingFilter> users, IReadOnlyList<ScopingFilter> groups, string text)
    {
        Mode = mode;
        SkipsOutOfScope = skipsOutOfScope;
        _users = users;
        _groups = groups;
        Text = text;
    }

    public ScopeMode Mode { get; }

    /// <summary>Whether what goes out of scope is left as it is.</summary>
    public bool SkipsOutOfScope { get; }

    /// <summary>What the scope was read from; another text means a full cycle.</summary>
    public string Text { get; }

    public static Scope Of(ScopeMode mode) => new(mode, false, [], [], mode.ToString());

    /// <summary>Reads a scope file; without one the mode alone decides.</summary>
    /// <param name="path">The file, or null.</param>
    /// <param name="mode">Overrides the file's mode; null leaves it, and assigned is the default of both.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public static async Task<Scope> ReadAsync(string? path, ScopeMode? mode, CancellationToken cancellationToken)
    {
        if (path is null) return Of(mode ?? ScopeMode.Assigned);
        if (!File.Exists(path)) throw ProvisioningException.InvalidInput($"There is no scope file '{path}'.");

        try
        {
            return Parse(await File.ReadAllTextAsync(path, cancellationToken), mode);
        }
        catch (Exception problem) when (problem is JsonException or FormatException)
        {
            throw ProvisioningException.InvalidInput($"'{path}' is not a scope: {problem.Message}", problem);
        }
    }

    public static Scope Parse(string text, ScopeMode? mode)
    {
        ScopeDocument document = JsonSerializer.Deserialize(text, ScopeJson.Default.ScopeDocument)
            ?? throw new FormatException("the file is empty.");
        ScopeMode chosen = mode ?? document.Scope ?? ScopeMode.Assigned;
        return new Scope(
            chosen, document.SkipOutOfScopeDeletions, Filters(document.Users), Filters(document.Groups), $"{chosen}\n{text}");
    }

    /// <summary>The members of assigned groups that this directory brings into scope.</summary>
    public ScopedDirectory Apply(SourceDirectory directory)
    {
        var users = new HashSet<string>(StringComparer.Ordinal);
        var groups = new HashSet<string>(StringComparer.Ordinal);
        foreach (SourceGroup group in directory.Groups)
        {
            bool taken = Mode == ScopeMode.All || directory.Assignments.Contains(group.Id);
            if (taken && Passes(_groups, group.Attributes)) groups.Add(group.Id);
            if (taken && Mode == ScopeMode.Assigned) users.UnionWith(group.MemberIds);
        }

        if (Mode == ScopeMode.Assigned) users.UnionWith(directory.Assignments);
        HashSet<string> inScope = [.. directory.Users
            .Where(user => Mode == ScopeMode.All || users.Contains(user.Id))
            .Where(user => Passes(_users, user.Attributes))
            .Select(user => user.Id)];
        return new ScopedDirectory(directory, inScope, groups);
    }

    private static bool Passes(IReadOnlyList<ScopingFilter> filters, AttributeBag attributes) =>
        filters.Count == 0 || filters.Any(filter => filter.Matches(attributes));

    private static ScopingFilter[] Filters(IReadOnlyList<ScopeDocument.FilterLine>? lines) =>
        lines is null ? [] : [.. lines.Select(line => new ScopingFilter([.. line.Clauses.Select(clause =>
            new ScopingClause(clause.Attribute, ScopingOperators.Parse(clause.Operator), clause.Value))]))];
}
