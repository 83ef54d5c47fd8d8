namespace Scim.Architecture.Tests;

/// <summary>Which project may reference which: docs/architecture.md holds the same table for readers.</summary>
public sealed class ReferenceTests
{
    private static readonly string[] Hosts =
        ["Gateway", "UserService", "GroupService", "TokenService", "Console", "EmbeddedMongo"];

    private static readonly string[] ServiceMay = ["Protocol", "Contracts", "Storage", "ServiceDefaults"];

    private static readonly Dictionary<string, string[]> Allowed = new(StringComparer.Ordinal)
    {
        ["Contracts"] = [],
        ["Protocol"] = ["Contracts"],
        ["Storage"] = ["Protocol", "Contracts"],
        ["ServiceDefaults"] = ["Protocol", "Contracts"],
        ["Gateway"] = ["Protocol", "Contracts", "ServiceDefaults"],
        ["UserService"] = ServiceMay,
        ["GroupService"] = ServiceMay,
        ["TokenService"] = ServiceMay,
        ["Console"] = ["Contracts", "ServiceDefaults"],
        ["Standalone"] = Hosts,
        ["AppHost"] = [.. Hosts, "Provisioner", "Contracts", "ServiceDefaults"],
        ["EmbeddedMongo"] = [],
        ["Provisioner"] = ["Protocol", "Contracts"],
    };

    private static readonly Dictionary<string, string[]> ForbiddenPackages = new(StringComparer.Ordinal)
    {
        ["Protocol"] = ["MongoDB", "Grpc.AspNetCore", "Grpc.Net", "Microsoft.AspNetCore", "Yarp"],
        ["Storage"] = ["Grpc.AspNetCore", "Yarp"],
        ["Gateway"] = ["MongoDB"],
        ["Console"] = ["MongoDB", "Yarp"],
        ["EmbeddedMongo"] = ["MongoDB.Driver", "Google.Protobuf", "Grpc"],
        ["Provisioner"] = ["MongoDB", "Yarp", "Grpc.AspNetCore"],
    };

    public static TheoryData<string> SourceProjects() =>
        [.. Repository.Projects("src").Select(Repository.Relative)];

    [Theory]
    [MemberData(nameof(SourceProjects))]
    public void ProjectReferences_OfEachSourceProject_AreThoseOfTheTable(string project)
    {
        string name = Path.GetFileNameWithoutExtension(project);
        Assert.True(Allowed.ContainsKey(name), $"{name} is not in the table of ReferenceTests and docs/architecture.md.");

        string[] references = [.. Repository.References(Path.Combine(Repository.Root, project), "ProjectReference")
            .Select(path => Path.GetFileNameWithoutExtension(path.Replace('\\', '/')))];

        Assert.Empty(references.Except(Allowed[name]));
    }

    [Theory]
    [MemberData(nameof(SourceProjects))]
    public void PackageReferences_OfEachSourceProject_KeepTheBoundaries(string project)
    {
        string name = Path.GetFileNameWithoutExtension(project);
        string[] packages = [.. Repository.References(Path.Combine(Repository.Root, project), "PackageReference")];
        string[] forbidden = ForbiddenPackages.GetValueOrDefault(name, []);

        Assert.DoesNotContain(packages, package =>
            forbidden.Any(prefix => package.StartsWith(prefix, StringComparison.Ordinal)));
    }

    [Fact]
    public void Protoc_RunsInContractsOnly()
    {
        IEnumerable<string> generators = Repository.Projects("src")
            .Where(project => Path.GetFileNameWithoutExtension(project) != "Contracts")
            .Where(project => Repository.References(project, "Protobuf").Count > 0);

        Assert.Empty(generators);
    }

    [Fact]
    public void Versions_OfPackages_AreCentral()
    {
        IEnumerable<string> pinned = Repository.Projects(".")
            .Where(project => Repository.References(project, "PackageReference", "Version").Count > 0);

        Assert.Empty(pinned);
    }

    [Fact]
    public void Solution_HoldsEveryProject_ButTheAppHost()
    {
        string solution = File.ReadAllText(Path.Combine(Repository.Root, "Scim.Micro.sln")).Replace('\\', '/');
        IEnumerable<string> missing = new[] { "src", "tests", "bench" }
            .SelectMany(Repository.Projects)
            .Select(Repository.Relative)
            .Where(project => Path.GetFileNameWithoutExtension(project) != "AppHost")
            .Where(project => !solution.Contains(project, StringComparison.Ordinal));

        Assert.Empty(missing);
        Assert.DoesNotContain("AppHost.csproj", solution, StringComparison.Ordinal);
    }
}
