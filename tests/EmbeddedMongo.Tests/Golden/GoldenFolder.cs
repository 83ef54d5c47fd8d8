using System.Runtime.CompilerServices;

namespace Scim.EmbeddedMongo.Tests.Golden;

/// <summary>Where the recorded cases are: SCIM_GOLDEN, or shared/mongo-golden beside the checkout.</summary>
internal static class GoldenFolder
{
    public const string Missing = "The recorded cases of a real server are not on this machine (SCIM_GOLDEN, ../shared/mongo-golden).";

    public static string? Path { get; } = Find();

    public static IReadOnlyList<GoldenCase> Read(string area) =>
        [.. File.ReadLines(System.IO.Path.Combine(Path!, $"{area}.jsonl")).Where(line => line.Length > 0).Select(GoldenCase.Parse)];

    private static string? Find([CallerFilePath] string here = "")
    {
        string? given = Environment.GetEnvironmentVariable("SCIM_GOLDEN");
        string beside = System.IO.Path.GetFullPath(System.IO.Path.Combine(
            System.IO.Path.GetDirectoryName(here)!, "../../../../shared/mongo-golden"));
        return new[] { given, beside }.FirstOrDefault(folder => folder is not null && Directory.Exists(folder));
    }
}
