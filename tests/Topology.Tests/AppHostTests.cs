using System.Text.RegularExpressions;

namespace Scim.Topology.Tests;

/// <summary>AppHost.cs cannot be built without Aspire's packages; it is read, and compared with what the tests prove.</summary>
public sealed partial class AppHostTests
{
    private static readonly string Folder = Path.Combine(HostProcess.Repository, "src", "AppHost");
    private static readonly string Code = File.ReadAllText(Path.Combine(Folder, "AppHost.cs"));

    [Theory]
    [InlineData("AddTokens", "AsService")]
    [InlineData("AddUsers", "AsService")]
    [InlineData("AddGroups", "AsService")]
    [InlineData("AddConsole", null)]
    [InlineData("AddGateway", "AddDestinations")]
    public void Variables_OfEachHost_AreThoseOfTheTable(string function, string? shared)
    {
        Dictionary<string, string> table = function switch
        {
            "AddTokens" => HostVariables.TokenService("m"),
            "AddUsers" => HostVariables.UserService("m", "t"),
            "AddGroups" => HostVariables.GroupService("m", "u", "t"),
            "AddConsole" => HostVariables.Console("t", "u", "g"),
            _ => HostVariables.Gateway("t", "u", "g", "c"),
        };

        IEnumerable<string> set = Variables(Body(function)).Concat(shared is null ? [] : Variables(Body(shared)).SelectMany(Expand));

        Assert.Equal(table.Keys.Order(StringComparer.Ordinal), set.Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("AddTokens", "scim_tokens")]
    [InlineData("AddUsers", "scim_users")]
    [InlineData("AddGroups", "scim_groups")]
    public void Database_OfEachService_IsItsOwn(string function, string database) =>
        Assert.Contains($"\"Mongo__Database\", \"{database}\"", Body(function), StringComparison.Ordinal);

    [Fact]
    public void Resources_OfTheAppHost_AreReferencedProjects()
    {
        string project = File.ReadAllText(Path.Combine(Folder, "AppHost.csproj")), solution = File.ReadAllText(Path.Combine(Folder, "AppHost.slnx"));
        string[] names = [.. Directory.EnumerateFiles(Folder, "*.cs")
            .SelectMany(file => Resource().Matches(File.ReadAllText(file)).Select(match => match.Groups[1].Value))
            .Distinct()];

        Assert.Superset(new HashSet<string> { "EmbeddedMongo", "UserService", "GroupService", "TokenService", "Console", "Gateway", "Provisioner" }, names.ToHashSet());
        Assert.All(names, name =>
        {
            Assert.Contains($"../{name}/{name}.csproj", project, StringComparison.Ordinal);
            Assert.Contains($"../{name}/{name}.csproj", solution, StringComparison.Ordinal);
        });
    }

    private static IEnumerable<string> Expand(string name) => name.Contains("{cluster}", StringComparison.Ordinal)
        ? new[] { "tokens", "users", "groups" }.Select(cluster => name.Replace("{cluster}", cluster, StringComparison.Ordinal).Replace("{i}", "0", StringComparison.Ordinal))
        : [name];

    private static string Body(string function)
    {
        int start = Regex.Match(Code, $"^(void|IResourceBuilder<ProjectResource>) {function}\\(", RegexOptions.Multiline).Index;
        return Code[start..Code.IndexOf("\n}", start, StringComparison.Ordinal)];
    }

    private static IEnumerable<string> Variables(string body) => Variable().Matches(body).Select(match => match.Groups[1].Value);

    [GeneratedRegex("WithEnvironment\\(\\$?\"([^\"]+)\"")]
    private static partial Regex Variable();

    [GeneratedRegex("AddProject<Projects\\.(\\w+)>")]
    private static partial Regex Resource();
}
