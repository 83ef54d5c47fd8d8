using System.Security.Cryptography;

namespace Scim.Standalone;

/// <summary>Files with secrets: readable by their owner only, and written whole or not at all.</summary>
internal static class OwnerFile
{
    private const int KeyBytes = 32;

    public static async Task WriteAsync(string file, Func<Stream, Task> write, CancellationToken cancellationToken)
    {
        string next = file + ".new";
        var options = new FileStreamOptions { Mode = FileMode.Create, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        await using (var stream = new FileStream(next, options))
        {
            await write(stream);
            await stream.FlushAsync(cancellationToken);
            stream.Flush(flushToDisk: true);
        }

        File.Move(next, file, overwrite: true);
    }

    /// <summary>A random key in base64 that outlives the process.</summary>
    public static async Task<string> EnsureKeyAsync(string file, CancellationToken cancellationToken)
    {
        if (File.Exists(file)) return await File.ReadAllTextAsync(file, cancellationToken);

        string key = Convert.ToBase64String(RandomNumberGenerator.GetBytes(KeyBytes));
        await WriteAsync(file, stream => stream.WriteAsync(System.Text.Encoding.ASCII.GetBytes(key), cancellationToken).AsTask(), cancellationToken);
        return key;
    }
}
