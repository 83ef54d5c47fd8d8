using Microsoft.Extensions.Options;

namespace Scim.Storage.Mongo;

/// <summary>Checks <see cref="MongoOptions"/> at start.</summary>
[OptionsValidator]
internal sealed partial class MongoOptionsValidator : IValidateOptions<MongoOptions>;
