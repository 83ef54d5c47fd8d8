namespace Scim.Provisioning.Directories;

/// <summary>Reads a directory from a JSON file, or from a folder of CSV files.</summary>
public static class DirectoryFile
{
    /// <summary>
    /// Reads <paramref name="path"/>: a file is JSON (<c>{"users": […], "groups": […], "assignments": […]}</c>), a folder
    /// holds <c>users.csv</c> and optionally <c>groups.csv</c>, <c>members.csv</c> and <c>assignments.csv</c>.
    /// Bad content is a <see cref="ProvisioningException"/> that names file and place.
    /// </summary>
    public static async Task<SourceDirectory> ReadAsync(string path, CancellationToken cancellationToken = default)
    {
        if (Directory.Exists(path)) return await CsvDirectory.ReadAsync(path, cancellationToken);
        if (!File.Exists(path)) throw ProvisioningException.InvalidInput($"There is no directory file '{path}'.");

        return await JsonDirectory.ReadAsync(path, cancellationToken);
    }
}
