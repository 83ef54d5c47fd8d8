using System.CommandLine;

namespace Scim.Provisioning.Commands;

/// <summary>The option that names the source directory.</summary>
internal sealed class DirectoryArgument
{
    private readonly Option<string> _path = new("--directory")
    {
        Description = "The directory: a JSON file, or a folder of CSV files.",
        HelpName = "path",
        Required = true,
    };

    public DirectoryArgument(Command command) => command.Options.Add(_path);

    public string Read(ParseResult result) => result.GetValue(_path)!;
}
