using System.Text.Encodings.Web;
using System.Text.Json;
using Scim.Provisioning.Directories;

namespace Scim.Provisioning.Generation;

/// <summary>Writes a directory as the JSON file that <see cref="DirectoryFile"/> reads.</summary>
public static class DirectoryWriter
{
    private const int FlushAt = 1 << 20;

    private static readonly JsonWriterOptions Options = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, Indented = true };

    /// <summary>Writes the file beside its place and renames it, so that a reader never sees a half.</summary>
    public static async Task WriteAsync(SourceDirectory directory, string path, CancellationToken cancellationToken = default)
    {
        string next = path + ".new";
        await using (FileStream file = File.Create(next))
        {
            await using var writer = new Utf8JsonWriter(file, Options);
            writer.WriteStartObject();
            writer.WriteStartArray("users");
            foreach (SourceUser user in directory.Users)
            {
                User(writer, user);
                if (writer.BytesPending > FlushAt) await writer.FlushAsync(cancellationToken);
            }

            writer.WriteEndArray();
            writer.WriteStartArray("groups");
            foreach (SourceGroup group in directory.Groups)
            {
                Group(writer, group);
                if (writer.BytesPending > FlushAt) await writer.FlushAsync(cancellationToken);
            }

            writer.WriteEndArray();
            writer.WriteStartArray("assignments");
            foreach (string id in directory.Assignments.Order(StringComparer.Ordinal)) writer.WriteStringValue(id);
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        File.Move(next, path, overwrite: true);
    }

    private static void User(Utf8JsonWriter writer, SourceUser user)
    {
        writer.WriteStartObject();
        writer.WriteString("id", user.Id);
        if (user.ManagerId is not null) writer.WriteString("manager", user.ManagerId);
        if (user.SoftDeletedAt is { } at) writer.WriteString("softDeleted", at);
        Attributes(writer, user.Attributes);
        writer.WriteEndObject();
    }

    private static void Group(Utf8JsonWriter writer, SourceGroup group)
    {
        writer.WriteStartObject();
        writer.WriteString("id", group.Id);
        Attributes(writer, group.Attributes);
        writer.WriteStartArray("members");
        foreach (string member in group.MemberIds) writer.WriteStringValue(member);
        writer.WriteEndArray();
        writer.WriteEndObject();
    }

    // The id is an attribute too, by the name that Entra gives it; it is read back from the id.
    private static void Attributes(Utf8JsonWriter writer, AttributeBag attributes)
    {
        foreach ((string name, object value) in attributes.Values.Where(item => item.Key != "objectId"))
        {
            switch (value)
            {
                case bool flag:
                    writer.WriteBoolean(name, flag);
                    break;
                case string[] list:
                    writer.WriteStartArray(name);
                    foreach (string item in list) writer.WriteStringValue(item);
                    writer.WriteEndArray();
                    break;
                default:
                    writer.WriteString(name, (string)value);
                    break;
            }
        }
    }
}
