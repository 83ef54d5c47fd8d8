using System.Runtime.CompilerServices;
using System.Xml.Linq;

namespace Scim.Architecture.Tests;

/// <summary>The checkout that these tests were built from, read as files.</summary>
internal static class Repository
{
    public static string Root { get; } = FindRoot();

    public static string Source { get; } = Path.Combine(Root, "src");

    public static IEnumerable<string> Projects(string folder) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), "*.csproj", SearchOption.AllDirectories);

    public static IEnumerable<string> CodeFiles(string folder) =>
        Directory.EnumerateFiles(Path.Combine(Root, folder), "*.cs", SearchOption.AllDirectories)
            .Where(file => !IsBuildOutput(file));

    public static string Relative(string path) => Path.GetRelativePath(Root, path).Replace('\\', '/');

    public static IReadOnlyList<string> References(string project, string item, string attribute = "Include") =>
        [.. XDocument.Load(project).Descendants(item)
            .Select(element => (string?)element.Attribute(attribute))
            .OfType<string>()];

    private static bool IsBuildOutput(string file)
    {
        string[] parts = Relative(file).Split('/');
        return parts.Contains("obj") || parts.Contains("bin") || parts.Contains("node_modules");
    }

    private static string FindRoot([CallerFilePath] string path = "")
    {
        var folder = new DirectoryInfo(Path.GetDirectoryName(path)!);
        while (!File.Exists(Path.Combine(folder.FullName, "Scim.Micro.sln")))
        {
            folder = folder.Parent ?? throw new InvalidOperationException("Scim.Micro.sln is in no folder above the tests.");
        }

        return folder.FullName;
    }
}
