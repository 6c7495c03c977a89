"""Every service of the program, built together."""

from dataclasses import dataclass

from PySide6.QtCore import QObject

from shoeclassifier_gui.services.augmentation_preview import AugmentationPreviewService
from shoeclassifier_gui.services.camera import CameraService
from shoeclassifier_gui.services.captures import CaptureService
from shoeclassifier_gui.services.collect import CollectService
from shoeclassifier_gui.services.data_age import DataAgeService
from shoeclassifier_gui.services.doctor import DoctorService
from shoeclassifier_gui.services.engine import EngineService
from shoeclassifier_gui.services.estimating import EstimateService
from shoeclassifier_gui.services.hardness import HardnessService
from shoeclassifier_gui.services.importing import ImportService
from shoeclassifier_gui.services.library import LibraryService
from shoeclassifier_gui.services.planning import PlanningService
from shoeclassifier_gui.services.prediction import PredictionService
from shoeclassifier_gui.services.rate_search import RateSearchService
from shoeclassifier_gui.services.recording import RecordingService
from shoeclassifier_gui.services.results import ResultsService
from shoeclassifier_gui.services.run_history import RunHistoryService
from shoeclassifier_gui.services.settings import SettingsService
from shoeclassifier_gui.services.sweep import SweepService
from shoeclassifier_gui.services.thumbnails import ThumbnailService
from shoeclassifier_gui.services.training import TrainingService
from shoeclassifier_gui.services.uncaught import UncaughtErrors
from shoeclassifier_gui.services.weights import WeightsService


@dataclass(frozen=True, slots=True)
class Services:
    """Everything that the pages talk to; each owns one piece of truth."""

    settings: SettingsService
    engine: EngineService
    weights: WeightsService
    library: LibraryService
    collect: CollectService
    importer: ImportService
    thumbnails: ThumbnailService
    camera: CameraService
    captures: CaptureService
    recording: RecordingService
    prediction: PredictionService
    data_age: DataAgeService
    training: TrainingService
    preview: AugmentationPreviewService
    rates: RateSearchService
    sweep: SweepService
    planning: PlanningService
    estimates: EstimateService
    results: ResultsService
    history: RunHistoryService
    doctor: DoctorService
    hardness: HardnessService
    uncaught: UncaughtErrors


def build_services(parent: QObject) -> Services:
    """Makes one of each; they live as long as their parent and begin nothing yet."""
    library, camera = LibraryService(parent), CameraService(parent)
    engine, training = EngineService(parent), TrainingService(parent)
    prediction, history = PredictionService(parent), RunHistoryService(parent)
    history.renamed.connect(prediction.take_name)
    planning = PlanningService(library, engine, training, parent)
    return Services(
        settings=SettingsService(parent),
        engine=engine,
        weights=WeightsService(parent),
        library=library,
        collect=CollectService(library, parent),
        importer=ImportService(library, parent),
        thumbnails=ThumbnailService(parent),
        camera=camera,
        captures=CaptureService(parent),
        recording=RecordingService(camera, library, parent),
        prediction=prediction,
        data_age=DataAgeService(library, prediction, parent),
        preview=AugmentationPreviewService(library, engine, parent),
        training=training,
        rates=RateSearchService(training, parent),
        sweep=SweepService(training, parent),
        planning=planning,
        estimates=EstimateService(planning, library, training, parent),
        results=ResultsService(parent),
        history=history,
        doctor=DoctorService(library, parent),
        hardness=HardnessService(library, prediction, parent),
        uncaught=UncaughtErrors(parent),
    )
