using System.Runtime.CompilerServices;

namespace Scim.Conformance.Tests.Cases;

/// <summary>The cases that are data, from the checkout that these tests were built from.</summary>
internal static class CaseFolder
{
    public static IEnumerable<ConformanceCase> Read()
    {
        string folder = Data();
        return Directory.EnumerateFiles(folder, "*.case", SearchOption.AllDirectories)
            .Select(file => CaseParser.Parse(Path.GetRelativePath(folder, file).Replace('\\', '/'), File.ReadAllText(file)));
    }

    private static string Data([CallerFilePath] string here = "") => Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../Data"));
}
